//! Fields as they are named on the command line: looked up once, then laid into the form's own plain data, which makes of them the same
//! incident, the same edits and the same complaints as on the screen.

use super::super::record::fields::{self, check, put};
use super::super::record::said::members;
use super::super::record::{ledger::Ledger, select};
use super::super::{Code, Trouble};
use super::arguments::IncidentFields;
use crate::app::layers::form::{Seen, Typed, TypedLink};
use crate::domain::edits::{Edits, Members};
use crate::domain::incident::{Incident, Link};
use crate::domain::request::NewIncident;
use crate::domain::safe::Safe;
use crate::domain::value::ProblemId;

/// Fields with every name looked up and standard input read.
#[expect(clippy::option_option, reason = "the outer says whether it was named, the inner is what the column holds")]
pub(super) struct Filled {
    shared: fields::Filled,
    customer: Option<String>,
    links: Members<TypedLink>,
    problem: Option<Option<ProblemId>>,
}

impl Filled {
    /// Looks up what was said.
    pub(super) fn of(fields: &IncidentFields, ledger: &Ledger) -> Result<Self, Trouble> {
        let link = |text: &str| {
            let (url, title) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
            let title = title.trim();
            let link = Link::typed(title, url, "other").map_err(|sentence| Trouble::new(Code::Usage, sentence))?;
            // A title that nobody said is made up where the link is new, and changes none that is there.
            Ok(TypedLink { url: link.url.to_string(), title: title.to_owned(), kind: link.kind.to_string() })
        };
        Ok(Self {
            shared: fields::Filled::of(&fields.shared, ledger)?,
            customer: fields.customer.clone(),
            links: members(&fields.links, link)?,
            problem: fields.problem.as_ref().map(|number| select::problem(ledger, number)).transpose()?,
        })
    }

    /// The incident to report.
    pub(super) fn new_incident(&self, ledger: &Ledger) -> Result<NewIncident, Trouble> {
        let around = ledger.around();
        let mut typed = Typed::blank();
        self.lay(&mut typed, &[]).map_err(|url| no_link("a new incident", &url))?;
        check(&typed, &Typed::blank(), &[], &around, &[])?;
        Ok(typed.new_incident(&around))
    }

    /// What becomes of an incident.
    pub(super) fn edits(&self, row: &Incident, ledger: &Ledger) -> Result<Edits, Trouble> {
        let around = ledger.around();
        let seen = Seen::from(row);
        let began = Typed::of(&seen, &around);
        let mut typed = began.clone();
        self.lay(&mut typed, &row.tags).map_err(|url| no_link(&row.name(), &url))?;
        check(&typed, &began, &row.tags, &around, &[])?;
        Ok(typed.edits(&began, &seen, &around))
    }

    /// Lays the fields over what is there; the address of a link that is to leave and is not there is an error.
    fn lay(&self, typed: &mut Typed, tags: &[Safe]) -> Result<(), String> {
        self.shared.lay(typed, tags);
        put(&mut typed.customer, self.customer.as_ref());
        typed.problem = self.problem.unwrap_or(typed.problem);
        for gone in &self.links.leave {
            let before = typed.links.len();
            typed.links.retain(|link| address(link) != gone.url);
            if typed.links.len() == before {
                return Err(gone.url.clone());
            }
        }
        for link in &self.links.join {
            match typed.links.iter_mut().find(|known| address(known) == link.url) {
                Some(known) if !link.title.is_empty() => known.title.clone_from(&link.title),
                Some(_) => {}
                None => typed.links.push(link.clone()),
            }
        }
        Ok(())
    }
}

/// Where a link leads, as it would be written anew; what no browser would take is compared as it stands.
fn address(link: &TypedLink) -> String {
    Link::typed(&link.title, &link.url, &link.kind).map_or_else(|_| link.url.clone(), |link| link.url.to_string())
}

fn no_link(name: &str, url: &str) -> Trouble {
    Trouble::new(Code::Usage, format!("{name} has no link to {url}, so none can be taken out; nothing was done"))
}
