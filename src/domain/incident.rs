//! An incident: something is broken now.

use super::safe::Safe;
use super::service::ServiceId;
use super::value::{IncidentId, IncidentStatus, OrganizationId, Priority, ProblemId, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A row of `incidents`, every text made safe.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// The tenant it belongs to.
    pub organization: OrganizationId,
    /// `ACM-INC-0042`; the database gives it, and may leave it out.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// Rich text: HTML, legacy markdown or plain, see [`super::rich_text`].
    pub description: Safe,
    /// By the matrix, or by hand.
    pub priority: Priority,
    /// How far it is.
    pub status: IncidentStatus,
    /// Who works on it.
    pub assigned_to: Option<ProfileId>,
    /// Who reported it.
    pub created_by: ProfileId,
    /// The problem it belongs to.
    pub problem: Option<ProblemId>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Ids of nodes and zones, known or not.
    pub services: Vec<ServiceId>,
    /// How much depends on what is broken.
    pub criticality: Option<Priority>,
    /// How soon it must work again.
    pub urgency: Option<Priority>,
    /// Whether the database computes the priority.
    pub auto_priority: bool,
    /// Tickets elsewhere.
    pub links: Vec<Link>,
    /// Whom it hurts.
    pub customer: Option<Safe>,
    /// When it was reported.
    pub created_at: Timestamp,
    /// When a client last said it changed it. No trigger keeps it: a hint, not a version.
    pub updated_at: Timestamp,
    /// When service was back. The web app clears it on closing.
    pub resolved_at: Option<Timestamp>,
}

/// A ticket in another system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// What it is called there.
    pub title: Safe,
    /// Where it is.
    pub url: Safe,
    /// `zendesk`, `jira` or `other`.
    #[serde(rename = "type")]
    pub kind: Safe,
}

/// The kinds of tickets the web app knows.
pub const LINK_KINDS: [&str; 3] = ["zendesk", "jira", "other"];

impl Link {
    /// A link as it was typed: an address without a scheme gets `https://`, one without a title is called by the end of its address.
    ///
    /// # Errors
    /// What is wrong with the address, as a sentence.
    pub fn typed(title: &str, url: &str, kind: &str) -> Result<Self, String> {
        let url = url.trim();
        if url.is_empty() {
            return Err("A link needs an address; empty both to take it out.".into());
        }
        let has_scheme = url.contains("://") || url.starts_with("mailto:");
        let url = Safe::line(&if has_scheme { url.to_owned() } else { format!("https://{url}") });
        if url.as_url().is_none() {
            return Err("That is no address a browser would take: https://…, without spaces.".into());
        }
        let end = url.split(['?', '#']).next().unwrap_or(&url).trim_end_matches('/').rsplit('/').next();
        let title = match title.trim() {
            "" => Safe::line(end.unwrap_or(&url)),
            title => Safe::line(title),
        };
        let kind = if kind.is_empty() { "other" } else { kind };
        Ok(Self { title, url, kind: Safe::line(kind) })
    }
}

impl Incident {
    /// The number, or the first eight characters of the id as the web app shows it.
    #[must_use]
    pub fn name(&self) -> String {
        self.number.as_ref().map_or_else(|| self.id.to_string().chars().take(8).collect(), ToString::to_string)
    }

    /// The number without the organization's prefix, for narrow columns: `INC-0042`.
    #[must_use]
    pub fn short_name(&self) -> Cow<'_, str> {
        let Some(number) = &self.number else { return Cow::Owned(self.name()) };
        match number.split_once('-') {
            Some((_, rest)) if rest.starts_with("INC-") => Cow::Borrowed(rest),
            _ => Cow::Borrowed(number),
        }
    }

    /// Whether this person may change the row: creator or assignee.
    #[must_use]
    pub fn has_stakeholder(&self, who: ProfileId) -> bool {
        self.created_by == who || self.assigned_to == Some(who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_is_typed() {
        let read = |title, url| Link::typed(title, url, "jira").map(|link| format!("{} {}", link.title, link.url));
        assert_eq!(read("", "jira.example/browse/OPS-9"), Ok("OPS-9 https://jira.example/browse/OPS-9".to_owned()));
        assert_eq!(read("Nine", "http://jira.example/?q=1"), Ok("Nine http://jira.example/?q=1".to_owned()));
        assert!(read("Nine", " ").is_err_and(|error| error.contains("needs an address")));
        assert!(read("", "javascript://x y").is_err_and(|error| error.contains("no address")));
    }
}
