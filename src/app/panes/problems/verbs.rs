//! What can be done with a problem: one function a verb, on the selected one. Each looks whether the rules will allow it and says so before
//! anybody chooses; where they will not, it offers to ask those who may.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker, Version};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::sentences;
use crate::domain::edits::Edits;
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission};
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::request::{Deed, Verb};
use crate::domain::safe::Safe;
use crate::domain::value::{ProblemId, ProblemStatus, ProfileId, Record};

/// What was chosen for a problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// Another status.
    SetStatus(ProblemStatus),
    /// Write one of its texts.
    Write(ProblemText),
    /// Empty one of its texts.
    Clear(ProblemText),
    /// Go on with a text that was changed meanwhile, if it still says what was shown.
    GoOn(ProblemText, Version, Option<Safe>),
}

impl Model {
    /// Me and the selected problem, if the rules let me change it; where they do not, the offer to ask is on the screen.
    pub(super) fn own_problem(&mut self) -> Option<(Me, Problem)> {
        let (me, problem) = (self.me.clone()?, self.selected_problem()?.into_owned());
        if let Permission::Refused(refusal) = permission::change(&me, &problem) {
            self.offer_to_ask(Record::Problem(problem.id), &refusal);
            return None;
        }
        Some((me, problem))
    }

    /// Makes the selected problem mine, and starts the investigation.
    pub(in crate::app) fn take_problem(&mut self) -> Effects {
        let (Some(me), Some(problem)) = (self.me.clone(), self.selected_problem().map(std::borrow::Cow::into_owned))
        else {
            return vec![];
        };
        let edits = Edits::take_problem(&problem, me.profile.id);
        if edits.is_empty() {
            self.say(Tone::Plain, format!("{} is yours already.", problem.name()));
            return vec![];
        }
        self.edit_problem(&problem, edits, Verb::Take)
    }

    /// Chooses whom the selected problem goes to.
    pub(in crate::app) fn choose_problem_assignee(&mut self) -> Effects {
        let Some((me, problem)) = self.own_problem() else { return vec![] };
        let shut = |to| match permission::assign(&me, &problem, to) {
            Permission::Refused(refusal) if to != problem.assigned_to => {
                Some(self.refusal_sentence(&refusal, &problem.name()))
            }
            _ => None,
        };
        let choice = |to| Choice::Problem(problem.id, Chosen::Assign(to));
        let items = self.people_items(problem.assigned_to, choice, shut);
        self.layers.push(Layer::Picker(Picker::search(format!("Assign {}", problem.name()), items)));
        vec![]
    }

    /// Chooses the status of the selected problem.
    pub(in crate::app) fn choose_problem_status(&mut self) -> Effects {
        let Some((_, problem)) = self.own_problem() else { return vec![] };
        let is_known = ProblemText::Workaround.said(&problem).is_some();
        let item = |(key, status): (char, ProblemStatus)| {
            let note = match status {
                now if now == problem.status => "now",
                ProblemStatus::KnownError if !is_known => "no workaround yet",
                _ => "",
            };
            let choice = Choice::Problem(problem.id, Chosen::SetStatus(status));
            Item::new(status.words(), choice).with_key(key).with_note(note)
        };
        let statuses = Self::problem_statuses();
        let at = statuses.iter().position(|(_, status)| *status == problem.status).unwrap_or_default();
        let items = statuses.map(item).to_vec();
        let menu = Picker::menu(format!("Status of {}", problem.name()), items).selecting(at);
        self.layers.push(Layer::Picker(menu));
        vec![]
    }

    /// The statuses of a problem, each with the key that chooses it: those that an incident has too by the same.
    #[must_use]
    pub fn problem_statuses() -> [(char, ProblemStatus); 5] {
        use ProblemStatus::{Closed, Identified, Investigating, KnownError, Resolved};
        [('d', Identified), ('i', Investigating), ('e', KnownError), ('r', Resolved), ('c', Closed)]
    }

    /// Does what was chosen for a problem.
    pub(in crate::app) fn do_to_problem(&mut self, id: ProblemId, chosen: Chosen) -> Effects {
        let Some(problem) = self.problem(id).map(std::borrow::Cow::into_owned) else {
            self.say(Tone::Bad, "The problem is gone, or hidden from you.");
            return vec![];
        };
        let name = problem.name();
        match chosen {
            Chosen::Assign(to) if to == problem.assigned_to => {
                let whose = to.map_or_else(|| "nobody's".to_owned(), |who| format!("{}'s", self.rows.full_name(who)));
                self.say(Tone::Plain, format!("{name} is {whose} already."));
                vec![]
            }
            Chosen::Assign(to) => self.edit_problem(&problem, Edits::assign(&problem, to), Verb::Assign),
            Chosen::SetStatus(to) if to == problem.status => {
                self.say(Tone::Plain, format!("{name} is {} already.", to.words()));
                vec![]
            }
            Chosen::SetStatus(to) => {
                let edits = Edits::set_problem_status(&problem, to, self.now);
                self.edit_problem(&problem, edits, Verb::SetStatus)
            }
            Chosen::Write(text) => self.write_text(&problem, text),
            Chosen::Clear(text) => self.clear_text(&problem, text),
            Chosen::GoOn(text, version, shown) => self.go_on_with_text(&problem, text, version, shown.as_ref()),
        }
    }

    pub(super) fn edit_problem(&mut self, problem: &Problem, edits: Edits, verb: Verb) -> Effects {
        let record = Record::Problem(problem.id);
        let Some(me) = &self.me else { return vec![] };
        if let Permission::Refused(refusal) = permission::edit(me, problem, &edits) {
            self.offer_to_ask(record, &refusal);
            return vec![];
        }
        self.decide(Deed::Edit { record, edits, verb })
    }

    /// What there is to say of a problem that became a known error without a workaround.
    pub(in crate::app) fn lacks_workaround(&self, deed: &Deed) -> Option<String> {
        let Deed::Edit { record: Record::Problem(id), edits, verb: Verb::SetStatus } = deed else { return None };
        let problem = self.problem(*id)?;
        let is_known = edits.problem_status() == Some(ProblemStatus::KnownError);
        let key = self.settings.keymap.hint("problem.write");
        (is_known && ProblemText::Workaround.said(&problem).is_none())
            .then(|| format!(" {}", sentences::lacks_workaround("It", &key)))
    }
}
