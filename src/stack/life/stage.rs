//! One act's transaction: whoever acts does so as `authenticated` with that person's claims, so row level security holds.
//!
//! It knows how to speak (comments, mentions) and nothing of why. Invariant: it never becomes Dana.

use deadpool_postgres::Transaction;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::stack::DbError;
use crate::stack::seed::{PEOPLE, Person};

pub(super) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// What a comment belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum On {
    Incident(Uuid),
    Problem(Uuid),
    Change(Uuid),
}

/// An open transaction in somebody's name.
pub(super) struct Stage<'a> {
    pub(super) transaction: Transaction<'a>,
}

impl Stage<'_> {
    /// From here on everything is done and seen by this person.
    pub(super) async fn become_person(&self, person: Person) -> Result<(), DbError> {
        let claims = serde_json::json!({"role": "authenticated", "sub": person.id()}).to_string();
        self.transaction
            .execute(
                "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
                &[&claims],
            )
            .await
            .map(drop)
            .map_err(DbError::sql("acting as a colleague"))
    }

    pub(super) async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<tokio_postgres::Row>, DbError> {
        self.transaction.query(sql, params).await.map_err(DbError::sql("looking around"))
    }

    /// Whether the statement touched a row. Row level security refuses by touching none.
    pub(super) async fn touches(&self, sql: &str, params: Params<'_>) -> Result<bool, DbError> {
        self.transaction.execute(sql, params).await.map(|rows| rows > 0).map_err(DbError::sql("acting"))
    }

    /// A comment in the editor's HTML, with mentions.
    pub(super) async fn say(&self, person: Person, on: On, text: &str) -> Result<(), DbError> {
        self.write(person, on, &html(text), text).await
    }

    /// A comment in the form `✅ **APPROVED** | reason`, by which clients tell a step.
    pub(super) async fn mark(&self, person: Person, on: On, marker: &str, text: &str) -> Result<(), DbError> {
        self.write(person, on, &format!("{marker} | {text}"), text).await
    }

    async fn write(&self, person: Person, on: On, content: &str, text: &str) -> Result<(), DbError> {
        self.become_person(person).await?;
        let mentions: Vec<Uuid> = mentioned(text).map(Person::id).collect();
        let (incident, problem, change) = match on {
            On::Incident(id) => (Some(id), None, None),
            On::Problem(id) => (None, Some(id), None),
            On::Change(id) => (None, None, Some(id)),
        };
        self.touches(
            "insert into comments (organization_id, content, author_id, incident_id, problem_id, change_id, mentions)
             values (get_user_organization_id(), $1, auth.uid(), $2, $3, $4, to_jsonb($5::uuid[]))",
            &[&content, &incident, &problem, &change, &mentions],
        )
        .await
        .map(drop)
    }
}

/// Whoever goes by this name.
pub(super) fn person(nick: &str) -> Option<Person> {
    PEOPLE.into_iter().find(|person| person.nick == nick)
}

/// Whoever has this id.
pub(super) fn by_id(id: Uuid) -> Option<Person> {
    PEOPLE.into_iter().find(|person| person.id() == id)
}

fn mentioned(text: &str) -> impl Iterator<Item = Person> {
    PEOPLE.into_iter().filter(move |person| text.contains(&format!("@{}", person.nick)))
}

/// One paragraph as the web application's editor writes it.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut html = String::from("<p>");
    for (position, piece) in escaped.split('`').enumerate() {
        if position % 2 == 1 {
            html.extend(["<code>", piece, "</code>"]);
        } else {
            html.push_str(piece);
        }
    }
    for person in mentioned(text) {
        let span = format!(
            r#"<span data-type="mention" data-id="{}" data-label="{name}">@{name}</span>"#,
            person.id(),
            name = person.full_name
        );
        html = html.replace(&format!("@{}", person.nick), &span);
    }
    html.push_str("</p>");
    html
}
