//! Questions.
//!
//! Nothing is embedded: two foreign keys to `profiles` make embeds ambiguous, and the directory and the services are loaded whole anyway.
//! What is cut off says so in `Page::total`.

use super::{Calls, Home};
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::request::{Answer, Page, Query, Row};
use crate::domain::safe::Safe;
use crate::domain::search::{Edge, Found, Search, SearchOrder, Total};
use crate::domain::service::Service;
use crate::domain::slo::SloTargets;
use crate::domain::value::{CommentId, IncidentId, Record};
use crate::supabase::condition::{self, Asked};
use crate::supabase::rest::{Ask, Rows};
use crate::supabase::rows;
use futures_util::future::{try_join, try_join3};
use jiff::Timestamp;
use serde_json::Value;

/// More incidents than this nobody can look at; beyond it the page says how many there are.
const MOST_INCIDENTS: usize = 10_000;
/// Closed ones are history: the latest of them.
const MOST_CLOSED: usize = 200;
/// Of a timeline, the newest.
const MOST_COMMENTS: usize = 2_000;
/// So many rows an estimate counts one by one: the most that Supabase lets an answer hold.
const MOST_COUNTED: u64 = 1000;
/// Of what was said while one was away, the newest.
const MOST_NEWS: usize = 500;
/// Of everything else.
const MOST_ROWS: usize = 10_000;

impl Calls {
    /// Answers a question.
    pub(in crate::supabase) async fn read(&self, query: Query) -> Result<Answer, Fault> {
        match query {
            Query::Me => self.me().await.map(Answer::Me),
            Query::People => self.people().await,
            Query::SloTargets => self.slo_targets().await,
            Query::Incidents => self.incidents().await.map(Answer::Incidents),
            Query::Incident(id) => Ok(Answer::Incident(self.incident(id).await?.map(Box::new))),
            Query::Search(search) => self.search(&search).await.map(Answer::Found),
            Query::Timeline(record) => Ok(Answer::Timeline(record, self.timeline(record).await?)),
            Query::CommentsSince(at) => self.comments_since(at).await.map(Answer::CommentsSince),
            Query::Problems => self.page_of("problems", rows::PROBLEM, rows::problem).await.map(Answer::Problems),
            Query::Changes => self.page_of("changes", rows::CHANGE, rows::change).await.map(Answer::Changes),
            Query::Approvals => {
                self.page_of("change_approvals", rows::APPROVAL, rows::approval).await.map(Answer::Approvals)
            }
            Query::Automations => {
                self.page_of("change_automations", rows::AUTOMATION, rows::automation).await.map(Answer::Automations)
            }
            Query::Responses => {
                self.page_of("change_completion_responses", rows::RESPONSE, rows::response).await.map(Answer::Responses)
            }
            Query::Services => self.services().await.map(Answer::Services),
            Query::Infrastructure => self.infrastructure().await.map(|rows| Answer::Infrastructure(Box::new(rows))),
            Query::Inbox => self.inbox().await.map(Answer::Inbox),
            Query::Feed(before) => self.feed(before).await.map(Answer::Feed),
        }
    }

    async fn me(&self) -> Result<Me, Fault> {
        let (profile, home) = self.profile().await?;
        let membership = Ask::read("organization_memberships", rows::select(rows::MEMBERSHIP))
            .eq("user_id", home.me)
            .eq("organization_id", home.organization);
        let (name, membership) =
            try_join(self.organization_name(home), async { Ok(self.ask(&membership).await?) }).await?;
        Ok(Me {
            profile,
            organization: home.organization,
            organization_name: name,
            membership: membership.rows.first().map(rows::membership).transpose()?,
        })
    }

    pub(super) async fn organization_name(&self, home: Home) -> Result<Safe, Fault> {
        let ask = Ask::read("organizations", rows::select(rows::ORGANIZATION)).eq("id", home.organization);
        let found = self.ask(&ask).await?;
        let row = found.rows.first().ok_or_else(|| Fault::Forbidden {
            detail: "your organization cannot be read, though your profile names it; its operator must mend that"
                .into(),
        })?;
        rows::organization_name(row)
    }

    async fn people(&self) -> Result<Answer, Fault> {
        let found = self.all_of("profiles", rows::PROFILE).await?;
        rows::list(&found.rows, rows::profile).map(Answer::People)
    }

    async fn slo_targets(&self) -> Result<Answer, Fault> {
        let organization = self.home().await?.organization;
        let ask = Ask::read("slo_configurations", rows::select(rows::SLO)).eq("organization_id", organization);
        let found = self.ask(&ask).await?;
        Ok(Answer::SloTargets(SloTargets::from_rows(rows::list(&found.rows, rows::slo)?)))
    }

    async fn incidents(&self) -> Result<Page<Incident>, Fault> {
        let organization = self.home().await?.organization;
        let ask = || Ask::read("incidents", rows::select(rows::INCIDENT)).eq("organization_id", organization);
        let open = ask().filter("status", "neq.closed".to_owned());
        // Web clients leave `updated_at` as it is when they close, so the newest by it may not be the last closed: it is a window, not a rule.
        let closed = ask().eq("status", "closed").order("updated_at.desc,id.desc").limit(MOST_CLOSED).counted();
        let (open, closed) = try_join(self.rest.all(open, MOST_INCIDENTS), self.ask(&closed)).await?;
        let total = open.total.zip(closed.total).map(|(open, closed)| open + closed);
        let mut incidents = rows::list(&open.rows, rows::incident)?;
        incidents.extend(rows::list(&closed.rows, rows::incident)?);
        Ok(page(incidents, total))
    }

    /// One incident as it is now; nothing where it is not there or not visible.
    pub(super) async fn incident(&self, id: IncidentId) -> Result<Option<Incident>, Fault> {
        let found = self.ask(&Ask::read("incidents", rows::select(rows::INCIDENT)).eq("id", id)).await?;
        found.rows.first().map(rows::incident).transpose()
    }

    /// One comment as it is now.
    pub(super) async fn comment(&self, id: CommentId) -> Result<Option<Comment>, Fault> {
        let found = self.ask(&Ask::read("comments", rows::select(rows::COMMENT)).eq("id", id)).await?;
        found.rows.first().map(rows::comment).transpose()
    }

    /// A page of what a condition holds for.
    async fn search(&self, search: &Search) -> Result<Found, Fault> {
        let organization = self.home().await?.organization;
        let (and, is_exact) = match condition::asked(&search.condition) {
            Asked::Nothing => {
                return Ok(Found { rows: Vec::new(), next: None, total: Some(Total::Exact(0)) });
            }
            Asked::Rows { and, is_exact } => (and, is_exact),
        };
        let (column, beyond, order) = match search.order {
            SearchOrder::Newest => ("created_at", "lt", "created_at.desc,id.desc"),
            SearchOrder::Oldest => ("created_at", "gt", "created_at.asc,id.asc"),
            SearchOrder::Updated => ("updated_at", "lt", "updated_at.desc,id.desc"),
        };
        let mut ask = Ask::read("incidents", rows::select(rows::INCIDENT)).eq("organization_id", organization);
        ask = ask.order(order).limit(usize::from(search.limit)).estimated();
        if let Some(and) = and {
            ask = ask.filter("and", and);
        }
        if let Some(Edge { at, id }) = &search.after {
            let next = format!("({column}.{beyond}.\"{at}\",and({column}.eq.\"{at}\",id.{beyond}.\"{id}\"))");
            ask = ask.filter("or", next);
        }
        let found = self.ask(&ask).await?;
        let rows = rows::list(&found.rows, rows::incident)?;
        // A server may send fewer than were asked for, so only an empty page or the count of what is left tells the end. An estimate is never
        // below what one answer can hold, so it is no more than the rows that came only where those are all.
        let is_whole = found.total == Some(rows.len() as u64);
        let next = rows.last().filter(|_| !is_whole).map(|row| Edge { at: search.order.of(row), id: row.id });
        let total = found.total.filter(|_| search.after.is_none()).map(|total| match total {
            _ if is_whole && is_exact => Total::Exact(total),
            // Up to so many the database counts; beyond, it guesses, and a guess below what was counted is none.
            ..=MOST_COUNTED if is_exact => Total::About(total),
            ..=MOST_COUNTED => Total::AtMost(total),
            _ if is_exact && total == MOST_COUNTED + 1 => Total::MoreThan(MOST_COUNTED),
            _ => Total::About(total),
        });
        Ok(Found { rows, next, total })
    }

    async fn timeline(&self, record: Record) -> Result<Page<Comment>, Fault> {
        let ask = Ask::read("comments", rows::select(rows::COMMENT));
        let ask = match record {
            Record::Incident(id) => ask.eq("incident_id", id),
            Record::Problem(id) => ask.eq("problem_id", id),
            Record::Change(id) => ask.eq("change_id", id),
        };
        let found = self.rest.all(ask, MOST_COMMENTS).await?;
        let mut comments = rows::list(&found.rows, rows::comment)?;
        comments.reverse();
        Ok(page(comments, found.total))
    }

    /// What was said on incidents after a moment.
    async fn comments_since(&self, at: Timestamp) -> Result<Page<Comment>, Fault> {
        let organization = self.home().await?.organization;
        let ask = Ask::read("comments", rows::select(rows::COMMENT))
            .eq("organization_id", organization)
            .filter("incident_id", "not.is.null".to_owned())
            .filter("created_at", format!("gt.{at}"))
            .order("created_at.desc,id.desc")
            .limit(MOST_NEWS)
            .counted();
        let found = self.ask(&ask).await?;
        Ok(page(rows::list(&found.rows, rows::comment)?, found.total))
    }

    /// All rows of a table of the organization, each read.
    async fn page_of<T>(
        &self,
        table: &'static str,
        columns: &[&str],
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<Page<T>, Fault> {
        let found = self.all_of(table, columns).await?;
        Ok(page(rows::list(&found.rows, read)?, found.total))
    }

    /// These records of one kind as the database has them; those that are not there or not visible are missing.
    pub(super) async fn raw_records(&self, records: &[Record]) -> Result<Vec<Value>, Fault> {
        let Some(first) = records.first() else { return Ok(Vec::new()) };
        let table = rows::table(*first);
        let ask = Ask::read(table.name, rows::select(table.columns)).filter("id", among(records));
        Ok(self.ask(&ask).await?.rows)
    }

    /// One record as it is now; nothing where it is not there or not visible.
    pub(super) async fn record(&self, record: Record) -> Result<Option<Row>, Fault> {
        self.raw_records(&[record]).await?.first().map(rows::table(record).read).transpose()
    }

    async fn services(&self) -> Result<Vec<Service>, Fault> {
        let (nodes, zones, environments) = try_join3(
            self.all_of("infrastructure_nodes", rows::NODE),
            self.all_of("infrastructure_zones", rows::ZONE),
            async {
                let organization = self.home().await?.organization;
                let ask = Ask::read("infrastructure_environments", rows::select(rows::ENVIRONMENT));
                Ok(self.ask(&ask.eq("organization_id", organization)).await?)
            },
        )
        .await?;
        let environments: Vec<(uuid::Uuid, Safe)> = rows::list(&environments.rows, rows::environment)?;
        let mut services =
            rows::list(&nodes.rows, |row| rows::service("infrastructure_nodes", "label", row, &environments))?;
        services
            .extend(rows::list(&zones.rows, |row| rows::service("infrastructure_zones", "name", row, &environments))?);
        Ok(services)
    }

    pub(super) async fn all_of(&self, table: &'static str, columns: &[&str]) -> Result<Rows, Fault> {
        let organization = self.home().await?.organization;
        let ask = Ask::read(table, rows::select(columns)).eq("organization_id", organization);
        Ok(self.rest.all(ask, MOST_ROWS).await?)
    }
}

/// One of these ids.
pub(super) fn among(records: &[Record]) -> String {
    let ids: Vec<String> = records.iter().map(|record| record.id().to_string()).collect();
    format!("in.({})", ids.join(","))
}

pub(super) fn page<T>(rows: Vec<T>, total: Option<u64>) -> Page<T> {
    let loaded = rows.len() as u64;
    Page { rows, total: total.filter(|total| *total > loaded) }
}
