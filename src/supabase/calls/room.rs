//! What goes on in the organization, and what one person is told of it: the feed by pages, the inbox, and marking it read.
//!
//! A page of the feed is cut by its comments; the incidents that were made or over in the time they span come with it. Problems and changes
//! are loaded whole anyway. Nothing is told twice: pages are cut by the last row and not by counting.

use super::Calls;
use super::reads::page;
use crate::domain::fault::Fault;
use crate::domain::happening::{Edge, FeedPage};
use crate::domain::notification::{NoticeId, Notification};
use crate::domain::request::Page;
use crate::supabase::rest::Ask;
use crate::supabase::rows;
use futures_util::future::try_join;
use serde_json::json;

/// Comments of a page of the feed.
const PAGE: usize = 100;
/// Incidents that may come with one.
const MOST_INCIDENTS: usize = 1_000;
/// Of each table: the unread ones first, so that they are all there.
const MOST_NOTICES: usize = 300;
/// Ids in one request: an address has its limits.
const CHUNK: usize = 100;

impl Calls {
    /// What I am told.
    pub(super) async fn inbox(&self) -> Result<Page<Notification>, Fault> {
        let me = self.home().await?.me;
        let ask = |table, select: String, order| {
            Ask::read(table, select).eq("user_id", me).order(order).limit(MOST_NOTICES).counted()
        };
        let system =
            ask("notifications", rows::select(rows::NOTIFICATION), "read.asc.nullsfirst,created_at.desc,id.desc");
        // One foreign key, so the embed is not ambiguous; and what a mention says is not loaded otherwise.
        let with_comment = format!("{},comments({})", rows::select(rows::MENTION), rows::select(rows::COMMENT));
        let mentions = ask("comment_notifications", with_comment, "is_read.asc.nullsfirst,created_at.desc,id.desc");
        let (system, mentions) = try_join(self.ask(&system), self.ask(&mentions)).await?;
        let total = system.total.zip(mentions.total).map(|(system, mentions)| system + mentions);
        let mut notices = rows::list(&system.rows, rows::notification)?;
        notices.extend(rows::list(&mentions.rows, rows::mention)?);
        Ok(page(notices, total))
    }

    /// Marks notifications read, or unread; tells which are so now. One that is missing there is gone, or was never mine.
    pub(in crate::supabase) async fn mark_read(
        &self,
        notices: &[NoticeId],
        is_read: bool,
    ) -> Result<Vec<NoticeId>, Fault> {
        let me = self.home().await?.me;
        let (system, mentions): (Vec<NoticeId>, Vec<NoticeId>) =
            notices.iter().partition(|id| matches!(id, NoticeId::System(_)));
        let mut marked = Vec::new();
        for (table, column, ids) in [("notifications", "read", system), ("comment_notifications", "is_read", mentions)]
        {
            for some in ids.chunks(CHUNK) {
                let among: Vec<String> = some.iter().map(ToString::to_string).collect();
                let ask = Ask::change(table, "id", json!({column: is_read}))
                    .eq("user_id", me)
                    .filter("id", format!("in.({})", among.join(",")));
                let changed = self.ask(&ask).await.map_err(crate::supabase::rest::Failure::of_change)?;
                let is_changed = |id: &&NoticeId| changed.rows.iter().any(|row| rows::id(row) == Some(id.id()));
                marked.extend(some.iter().filter(is_changed).copied());
            }
        }
        Ok(marked)
    }

    /// A page of what happened.
    pub(super) async fn feed(&self, before: Option<Edge>) -> Result<FeedPage, Fault> {
        let organization = self.home().await?.organization;
        let mut ask = Ask::read("comments", rows::select(rows::COMMENT))
            .eq("organization_id", organization)
            .order("created_at.desc,id.desc")
            .limit(PAGE);
        if let Some(Edge { at, id }) = before {
            ask = ask.filter("or", format!("(created_at.lt.\"{at}\",and(created_at.eq.\"{at}\",id.lt.\"{id}\"))"));
        }
        let comments = rows::list(&self.ask(&ask).await?.rows, rows::comment)?;
        // A server may send fewer than were asked for, so only an empty page is the end.
        let next = comments.last().map(|last| Edge { at: last.created_at, id: last.id });
        let within = |column: &str| {
            let from = next.map(|edge| format!("{column}.gte.\"{}\"", edge.at));
            let until = before.map(|edge| format!("{column}.lte.\"{}\"", edge.at));
            let bounds: Vec<String> = from.into_iter().chain(until).collect();
            if bounds.is_empty() { format!("{column}.not.is.null") } else { format!("and({})", bounds.join(",")) }
        };
        let ask = Ask::read("incidents", rows::select(rows::INCIDENT))
            .eq("organization_id", organization)
            .filter("and", format!("(or({},{}))", within("created_at"), within("resolved_at")));
        let incidents = self.rest.all(ask, MOST_INCIDENTS).await?;
        Ok(FeedPage { comments, incidents: rows::list(&incidents.rows, rows::incident)?, next })
    }
}
