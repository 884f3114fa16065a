//! Writing root cause, workaround and solution of a problem: from the key to the composer, and from there to the deed.
//!
//! Invariant: a text is sent only over what its writer saw. A draft remembers what the problem said when it was begun; where that changed
//! meanwhile, the writer sees both and says what becomes of them. An emptied text is sent only after a question.

use super::verbs::Chosen;
use crate::app::draft::Place;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker, Version};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::sentences;
use crate::domain::edits::{Edit, Edits, Turn};
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::request::Verb;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::ProblemId;
use serde::{Deserialize, Serialize};

/// What the draft of a text keeps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptText {
    /// What the problem said when the draft was begun, as it is stored.
    pub began: Option<Safe>,
    /// What was typed. Empty is a draft too: the text is to be emptied.
    pub typed: String,
}

impl KeptText {
    /// Reads a draft.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Model {
    /// Chooses which text of the selected problem to write.
    pub(in crate::app) fn choose_text(&mut self) -> Effects {
        let Some((_, problem)) = self.own_problem() else { return vec![] };
        let item = |text: &ProblemText| {
            let note = match text.said(&problem) {
                _ if self.drafts.get(Place::Text(problem.id, *text)).is_some() => "your draft".to_owned(),
                Some(said) => rich_text::summary(said).chars().take(40).collect(),
                None => "none yet".to_owned(),
            };
            let key = text.words().chars().next().unwrap_or_default();
            let choice = Choice::Problem(problem.id, Chosen::Write(*text));
            let words = text.words();
            let label = words.get(..1).map_or_else(String::new, str::to_uppercase) + words.get(1..).unwrap_or_default();
            Item::new(label, choice).with_key(key).with_note(note)
        };
        let items = ProblemText::ALL.iter().map(item).collect();
        self.layers.push(Layer::Picker(Picker::menu(format!("Write about {}", problem.name()), items)));
        vec![]
    }

    /// Opens the composer on a text, with the draft of it if there is one.
    pub(super) fn write_text(&mut self, problem: &Problem, text: ProblemText) -> Effects {
        let now = text.of(problem).cloned();
        match KeptText::read(self.drafts.at(Place::Text(problem.id, text))) {
            Some(draft) if draft.began == now => self.compose_text(problem, text, &draft.typed),
            Some(draft) => self.show_both_texts(problem, text, &draft.typed),
            None => {
                let source = self.source_of(now.as_ref());
                self.compose_text(problem, text, &source)
            }
        }
    }

    fn source_of(&self, text: Option<&Safe>) -> String {
        text.map_or_else(String::new, |text| rich_text::source(text, &self.labelled_people()))
    }

    fn compose_text(&mut self, problem: &Problem, text: ProblemText, typed: &str) -> Effects {
        let mut compose = Compose::new(Place::Text(problem.id, text), typed);
        compose.began = text.of(problem).cloned();
        let lost = compose.began.as_ref().map(|began| rich_text::untypable(began, &self.labelled_people()));
        if let Some(lost) = lost.filter(|lost| !lost.is_empty()) {
            let lost = lost.join(", ");
            self.say(Tone::Plain, format!("Parts of it cannot be typed here ({lost}); a change drops them."));
        }
        self.layers.push(Layer::Compose(Box::new(compose)));
        vec![]
    }

    fn show_both_texts(&mut self, problem: &Problem, text: ProblemText, typed: &str) -> Effects {
        let now = text.of(problem).cloned();
        let summary = |label: &str, content: Option<&Safe>| {
            let words = content.map(rich_text::summary).filter(|words| !words.is_empty());
            Safe::line(&format!("{label} {}", words.as_deref().unwrap_or("nothing")))
        };
        let mine = Safe::new(&rich_text::write(typed, &self.labelled_people()).html);
        let said = vec![
            Safe::line(&format!("The {} was changed after you began to write it here.", text.words())),
            summary("It says:", now.as_ref()),
            summary("Your draft:", Some(&mine)),
        ];
        let go_on = |version| Choice::Problem(problem.id, Chosen::GoOn(text, version, now.clone()));
        let items = vec![
            Item::new("Leave both as they are", Choice::Leave).with_key('n'),
            Item::new("Write on with both, the draft below", go_on(Version::Both)).with_key('b'),
            Item::new("Write on with the draft; sent, it replaces what it says", go_on(Version::Draft)).with_key('d'),
            Item::new("Write on with what it says, and forget the draft", go_on(Version::Theirs)).with_key('c'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("Changed meanwhile", items).with_text(said)));
        vec![]
    }

    /// Goes on with a text that was changed since its draft was begun.
    pub(super) fn go_on_with_text(
        &mut self,
        problem: &Problem,
        text: ProblemText,
        version: Version,
        shown: Option<&Safe>,
    ) -> Effects {
        let now = text.of(problem);
        let mine =
            KeptText::read(self.drafts.at(Place::Text(problem.id, text))).map_or_else(String::new, |kept| kept.typed);
        if now != shown {
            return self.show_both_texts(problem, text, &mine);
        }
        let theirs = self.source_of(now);
        let typed = match version {
            Version::Draft => mine,
            Version::Theirs => theirs,
            Version::Both => format!("{}\n\n{mine}", theirs.trim_end()),
        };
        self.compose_text(problem, text, &typed);
        self.keep_text()
    }

    /// Keeps the text being written as a draft, with what it began from; nothing where it is as it began.
    pub(in crate::app) fn keep_text(&mut self) -> Effects {
        let Some(compose) = self.compose() else { return vec![] };
        let (place, began, typed) = (compose.place, compose.began.clone(), compose.text());
        let is_touched = typed.trim_end() != self.source_of(began.as_ref()).trim_end();
        self.keep_draft(place, &kept(is_touched, began, typed), None)
    }

    /// Sends the text being written.
    pub(in crate::app) fn send_text(&mut self, id: ProblemId, text: ProblemText) -> Effects {
        let Some(problem) = self.problem(id).map(std::borrow::Cow::into_owned) else {
            let sentence = format!("{} Your text stays a draft here.", sentences::gone("The problem"));
            self.say(Tone::Bad, sentence);
            return self.keep_text();
        };
        let Some(compose) = self.compose() else { return vec![] };
        let (began, typed) = (compose.began.clone(), compose.text());
        if typed.trim_end() == self.source_of(began.as_ref()).trim_end() {
            self.say(Tone::Plain, "Nothing changed yet, so there is nothing to send.");
            return vec![];
        }
        if typed.trim().is_empty() {
            let words = text.words();
            let items = vec![
                Item::new("Leave it as it is", Choice::Leave).with_key('n'),
                Item::new(format!("Empty it: {} has no {words} then", problem.name()), {
                    Choice::Problem(id, Chosen::Clear(text))
                })
                .with_key('y'),
            ];
            self.layers.push(Layer::Picker(Picker::menu(format!("Empty the {words}?"), items)));
            return vec![];
        }
        let html = rich_text::write(&typed, &self.labelled_people()).html;
        self.save_text(&problem, text, Some(Safe::new(&html)))
    }

    /// Empties the text being written.
    pub(super) fn clear_text(&mut self, problem: &Problem, text: ProblemText) -> Effects {
        self.save_text(problem, text, None)
    }

    fn save_text(&mut self, problem: &Problem, text: ProblemText, to: Option<Safe>) -> Effects {
        let place = Place::Text(problem.id, text);
        let Some(began) = self.compose().filter(|compose| compose.place == place).map(|compose| compose.began.clone())
        else {
            return vec![];
        };
        let edits = Edits::of([Edit::of_text(text, Turn::new(began, to))]);
        let effects = self.edit_problem(problem, edits, Verb::Edit);
        // Refused by the rules: the text stays where it is.
        if effects.is_empty() {
            return effects;
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Compose(compose) if compose.place == place));
        let forgotten = self.keep_draft(place, "", None);
        effects.into_iter().chain(forgotten).collect()
    }

    /// Makes a draft again of a text that did not arrive, above anything newer that does not hold it already; the composer has it, too, if
    /// it is open there. What it began from shows whether it was changed meanwhile.
    pub(in crate::app) fn give_text_back(
        &mut self,
        id: ProblemId,
        text: ProblemText,
        turn: &Turn<Option<Safe>>,
    ) -> Effects {
        let place = Place::Text(id, text);
        let sent = self.source_of(turn.to.as_ref());
        let open = self.layers.iter().find_map(|layer| match layer {
            Layer::Compose(compose) if compose.place == place => Some((compose.began.clone(), compose.text())),
            _ => None,
        });
        let draft = || KeptText::read(self.drafts.at(place)).map(|kept| (kept.began, kept.typed));
        let typed = match open.or_else(draft) {
            Some((began, newer)) if began == turn.to || newer.contains(sent.trim()) => newer,
            Some((_, newer)) if !newer.trim().is_empty() => format!("{}\n\n{newer}", sent.trim_end()),
            _ => sent,
        };
        for layer in &mut self.layers {
            if let Layer::Compose(compose) = layer
                && compose.place == place
            {
                if compose.text() != typed {
                    compose.set(&typed);
                }
                compose.began.clone_from(&turn.from);
            }
        }
        self.keep_draft(place, &kept(true, turn.from.clone(), typed), None)
    }
}

fn kept(is_touched: bool, began: Option<Safe>, typed: String) -> String {
    if is_touched { serde_json::to_string(&KeptText { began, typed }).unwrap_or_default() } else { String::new() }
}
