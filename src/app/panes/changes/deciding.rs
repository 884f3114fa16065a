//! Deciding on a change in the approval view: reading it, saying yes or no, and naming it to mean it.

use crate::app::draft::Place;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::approval::{Approval, Deciding};
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::change::Change;
use crate::domain::change::standing::Answer;
use crate::domain::change::step::Kind;
use crate::domain::safe::Safe;
use crate::domain::value::{ApprovalStatus, ChangeId};

impl Model {
    /// Opens the approval view of the selected change.
    pub(in crate::app) fn read_for_approval(&mut self) -> Effects {
        let Some(id) = self.changes.list.selected() else { return vec![] };
        self.open_approval(id)
    }

    /// Opens the approval view of a change, for whoever may decide and whoever wants to read.
    pub(in crate::app) fn open_approval(&mut self, id: ChangeId) -> Effects {
        let Some(row) = self.rows.changes.get(&id) else {
            self.say(Tone::Plain, "The change is not at the server yet.");
            return vec![];
        };
        let view = Approval { change: id, saw: row.clone(), scroll: 0, shows_before: false, deciding: None };
        self.layers.push(Layer::Approval(Box::new(view)));
        vec![]
    }

    fn approval_mut(&mut self) -> Option<&mut Approval> {
        match self.layers.last_mut()? {
            Layer::Approval(view) => Some(view),
            _ => None,
        }
    }

    /// Why the change on the page cannot be decided on, if it cannot.
    #[must_use]
    pub fn undecidable(&self, kind: Kind) -> Option<String> {
        let change = self.rows.changes.get(&self.shown_approval()?.change)?;
        if let Some(hindrance) = self.hindrance(kind, change) {
            return Some(self.rows.hindrance(kind, hindrance, change));
        }
        match self.rows.standing_of(change).answer() {
            Answer::Waiting(_) => None,
            Answer::Unasked => Some("nobody who may has asked for it".into()),
            Answer::Approved(_) | Answer::Rejected(_) => Some("it is decided already".into()),
        }
    }

    /// Begins to say yes or no. What changed while it was read has to be read first; what is one's own is asked about first.
    pub(in crate::app) fn begin_to_decide(&mut self, answer: ApprovalStatus) -> Effects {
        let Some(view) = self.shown_approval() else { return vec![] };
        let Some(now) = self.rows.changes.get(&view.change).cloned() else { return vec![] };
        if !now.parts_unlike(&view.saw).is_empty() {
            self.say(Tone::Bad, "It changed while you read. Read what is new; the key works then.");
            if let Some(view) = self.approval_mut() {
                (view.saw, view.scroll) = (now, 0);
            }
            return vec![];
        }
        let is_own = self.my_id().is_some_and(|me| now.has_stakeholder(me));
        if is_own && answer == ApprovalStatus::Approved {
            let text = vec![Safe::line("You would approve your own change. Nobody else will have looked at it.")];
            let items = vec![
                Item::new("Leave it to somebody else", Choice::Leave).with_key('n'),
                Item::new("Self-approve it", Choice::SelfApprove).with_key('y'),
            ];
            self.layers.push(Layer::Picker(Picker::menu("Self-approval", items).with_text(text)));
            return vec![];
        }
        self.type_decision(answer)
    }

    /// Opens the fields for a decision, with the sentence that was left.
    pub(in crate::app) fn type_decision(&mut self, answer: ApprovalStatus) -> Effects {
        let Some(id) = self.shown_approval().map(|view| view.change) else { return vec![] };
        let left = self.drafts.at(place(id, answer)).to_owned();
        if let Some(view) = self.approval_mut() {
            view.deciding = Some(Deciding::new(answer, &left));
        }
        vec![]
    }

    /// Keeps the sentence being typed as a draft.
    pub(in crate::app) fn keep_decision(&mut self) -> Effects {
        let Some((id, deciding)) = self.shown_approval().and_then(|view| Some((view.change, view.deciding.as_ref()?)))
        else {
            return vec![];
        };
        let (place, text) = (place(id, deciding.answer), deciding.sentence.text().to_owned());
        self.keep_draft(place, &text, None)
    }

    /// To the other field of a decision.
    pub(in crate::app) fn turn_decision(&mut self) -> Effects {
        if let Some(deciding) = self.approval_mut().and_then(|view| view.deciding.as_mut()) {
            deciding.is_at_number = deciding.answer == ApprovalStatus::Approved && !deciding.is_at_number;
        }
        vec![]
    }

    /// On with a decision: from the sentence to the number, from there to the server.
    pub(in crate::app) fn go_on_deciding(&mut self) -> Effects {
        let Some(view) = self.shown_approval() else { return vec![] };
        let (id, Some(deciding)) = (view.change, view.deciding.as_ref()) else { return vec![] };
        let Some(change) = self.rows.changes.get(&id).cloned() else { return vec![] };
        let sentence = deciding.sentence.text().trim().to_owned();
        let complaint = match deciding.answer {
            ApprovalStatus::Approved if !deciding.is_at_number => {
                return self.turn_decision();
            }
            ApprovalStatus::Approved if !change.is_named(deciding.number.text()) => {
                Some(format!("Type {} to approve {}.", change.word(), change.name()))
            }
            ApprovalStatus::Approved => None,
            _ if sentence.is_empty() => Some("Say why first: whoever asked has to know what to do about it.".into()),
            _ => None,
        };
        if let Some(complaint) = complaint {
            if let Some(deciding) = self.approval_mut().and_then(|view| view.deciding.as_mut()) {
                deciding.error = Some(complaint);
            }
            return vec![];
        }
        self.send_decision(&change, deciding_kind(deciding.answer), &sentence)
    }

    fn send_decision(&mut self, change: &Change, kind: Kind, sentence: &str) -> Effects {
        // Looked at once more here, and by whoever writes it: what came meanwhile was not decided on.
        let saw = self.shown_approval().map(|view| view.saw.clone());
        if saw.is_some_and(|saw| !change.parts_unlike(&saw).is_empty()) {
            if let Some(view) = self.approval_mut() {
                view.deciding = None;
            }
            self.say(Tone::Bad, "It changed while you typed. Nothing was decided; your sentence is kept.");
            return vec![];
        }
        let answer = if kind == Kind::Approve { ApprovalStatus::Approved } else { ApprovalStatus::Rejected };
        self.layers.retain(|layer| !matches!(layer, Layer::Approval(_)));
        let mut effects = self.decide_step(change.id, kind, sentence);
        if !effects.is_empty() {
            effects.extend(self.keep_draft(place(change.id, answer), "", None));
        }
        effects
    }

    /// Shows what changed since it was asked for, before and after, or not.
    pub(in crate::app) fn toggle_before(&mut self) -> Effects {
        if let Some(view) = self.approval_mut() {
            view.shows_before = !view.shows_before;
        }
        vec![]
    }

    /// Leaves the page for the map of what the change touches.
    pub(in crate::app) fn leave_for_the_map(&mut self) -> Effects {
        self.layers.pop();
        self.show_services()
    }

    /// Leaves what is being typed, or the page. The sentence is kept.
    pub(in crate::app) fn leave_approval(&mut self) -> Effects {
        match self.approval_mut() {
            Some(view) if view.deciding.is_some() => view.deciding = None,
            Some(_) => {
                self.layers.pop();
            }
            None => {}
        }
        vec![]
    }
}

fn place(change: ChangeId, answer: ApprovalStatus) -> Place {
    Place::Step(change, deciding_kind(answer))
}

fn deciding_kind(answer: ApprovalStatus) -> Kind {
    if answer == ApprovalStatus::Approved { Kind::Approve } else { Kind::Reject }
}
