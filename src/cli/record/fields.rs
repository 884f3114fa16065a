//! The fields that records have in common, as they are named on the command line: looked up once, then laid into the form's own
//! plain data, which makes of them the same row, the same edits and the same complaints as on the screen.

use super::super::{Code, Trouble};
use super::arguments::level;
use super::ledger::Ledger;
use super::said::{members, text};
use super::select;
use crate::app::layers::form::{Around, Name, Part, Typed};
use crate::domain::edits::Members;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::tag;
use crate::domain::value::{Priority, ProfileId};
use clap::Args;

/// The fields of any record.
#[derive(Args, Debug)]
pub(in crate::cli) struct Fields {
    /// What is broken, in one line
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// More of it, in the composer's markdown; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) description: Option<String>,
    /// How much depends on it; medium for a new one
    #[arg(long, value_name = "LEVEL", value_parser = level(&[]))]
    pub(in crate::cli) criticality: Option<String>,
    /// How soon it must be over; medium for a new one
    #[arg(long, value_name = "LEVEL", value_parser = level(&[]))]
    pub(in crate::cli) urgency: Option<String>,
    /// The priority by hand; auto takes that of criticality and urgency
    #[arg(long, value_name = "LEVEL", value_parser = level(&["auto"]))]
    pub(in crate::cli) priority: Option<String>,
    /// Who works on it: part of a name or address, me, or none
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) assignee: Option<String>,
    /// What it concerns: a service's name or id; with - before it, what it does not; may be said again
    #[arg(long = "service", value_name = "NAME", allow_hyphen_values = true)]
    pub(in crate::cli) services: Vec<String>,
    /// A tag; with - before it, one to take off; may be said again
    #[arg(long = "tag", value_name = "TAG", allow_hyphen_values = true)]
    pub(in crate::cli) tags: Vec<String>,
}

/// Fields with every name looked up and standard input read.
#[expect(clippy::option_option, reason = "the outer says whether it was named, the inner is what the column holds")]
pub(in crate::cli) struct Filled {
    title: Option<String>,
    description: Option<String>,
    criticality: Option<Priority>,
    urgency: Option<Priority>,
    /// By hand, or by the matrix.
    priority: Option<Option<Priority>>,
    assignee: Option<Option<ProfileId>>,
    services: Members<ServiceId>,
    tags: Members<Safe>,
}

impl Filled {
    /// Looks up what was said.
    pub(in crate::cli) fn of(fields: &Fields, ledger: &Ledger) -> Result<Self, Trouble> {
        let level = |word: &Option<String>| word.as_deref().and_then(Priority::from_word);
        let who = |name: &String| select::person(ledger, name);
        let description = |said: &String| text(said, "the description");
        Ok(Self {
            title: fields.title.clone(),
            description: fields.description.as_ref().map(description).transpose()?,
            criticality: level(&fields.criticality),
            urgency: level(&fields.urgency),
            priority: fields.priority.as_deref().map(Priority::from_word),
            assignee: fields.assignee.as_ref().map(who).transpose()?,
            services: members(&fields.services, |name: &str| select::service(ledger, name))?,
            tags: members(&fields.tags, |tag| Ok(Safe::line(tag.trim())))?,
        })
    }

    /// Lays the fields over what is there, `tags` being those that are.
    pub(in crate::cli) fn lay(&self, typed: &mut Typed, tags: &[Safe]) {
        put(&mut typed.title, self.title.as_ref());
        put(&mut typed.description, self.description.as_ref());
        typed.criticality = self.criticality.or(typed.criticality);
        typed.urgency = self.urgency.or(typed.urgency);
        typed.by_hand = self.priority.unwrap_or(typed.by_hand);
        typed.assignee = self.assignee.unwrap_or(typed.assignee);
        self.services.apply(&mut typed.services);
        if self.tags != Members::between(&[], &[]) {
            let mut tags = tags.to_vec();
            self.tags.apply(&mut tags);
            typed.tags = tag::line(&tags);
        }
    }

    /// Whether ratings were named and no priority: then the priority is to follow them.
    pub(in crate::cli) fn rates_alone(&self) -> bool {
        self.priority.is_none() && (self.criticality.is_some() || self.urgency.is_some())
    }
}

/// A text in place of another, if there is one.
pub(in crate::cli) fn put(field: &mut String, text: Option<&String>) {
    if let Some(text) = text {
        field.clone_from(text);
    }
}

/// The complaints of the form, the first of them; a change has more fields that can be wrong.
pub(in crate::cli) fn check(
    typed: &Typed,
    began: &Typed,
    known: &[Safe],
    around: &Around,
    more: &[Name],
) -> Result<(), Trouble> {
    let links = (0..typed.links.len()).map(|at| Name::Link(at, Part::Url));
    let more = more.iter().copied().chain(links);
    let mut names = [Name::Title, Name::Description, Name::Tags].into_iter().chain(more);
    match names.find_map(|name| typed.mistake(name, began, known, around)) {
        Some(sentence) => Err(Trouble::new(Code::Usage, sentence)),
        None => Ok(()),
    }
}
