//! What colleagues do about changes: draft, ask for approval, decide, apply the decision, start and complete.
//!
//! The steps write the rows that clients write. What was there before is left alone until its window: it is for the people who
//! use the demo to decide. Invariant: no more than [`MOST_MOVING`] changes of the company are under way.

use rand::Rng;
use tokio_postgres::Row;
use uuid::Uuid;

use super::mishaps::PLANS;
use super::script::{APPROVALS, COMPLETIONS, ENGINEERS, FAILURE, REJECTIONS};
use super::stage::{On, Params, Stage, by_id, person};
use super::{Life, NARRATOR, colleague};
use crate::stack::DbError;
use crate::stack::seed::{BO, Person};

const MOST_MOVING: usize = 4;

/// The company drafted it since it began to live.
const SINCE: &str = "c.created_at > $1::text::timestamptz";

/// A change whose next step is due, and whose it is.
struct Due {
    id: Uuid,
    number: String,
    title: String,
    requester: Option<Person>,
    assignee: Option<Person>,
}

impl Due {
    fn read(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            number: row.get("change_number"),
            title: row.get("title"),
            requester: by_id(row.get("requested_by")),
            assignee: row.get::<_, Option<Uuid>>("assigned_to").and_then(by_id),
        }
    }
}

/// The changes for which `condition` holds, oldest number first.
async fn due(stage: &Stage<'_>, condition: &str, params: Params<'_>) -> Result<Vec<Due>, DbError> {
    let sql = format!(
        "select c.id, c.change_number, c.title, c.requested_by, c.assigned_to from changes c
         where c.change_number is not null and {condition} order by c.change_number"
    );
    Ok(stage.query(&sql, params).await?.iter().map(Due::read).collect())
}

impl Life {
    pub(super) async fn draft(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let moving =
            due(stage, &format!("c.status in ('draft', 'pending', 'approved', 'in_progress') and {SINCE}"), &[&began])
                .await?;
        if moving.iter().filter(|due| colleague(due.requester).is_some()).count() >= MOST_MOVING {
            return Ok(None);
        }
        let indices: Vec<usize> = (0..PLANS.len()).collect();
        let Some(plan) = self.one_of(&indices).map(|index| &PLANS[index]) else { return Ok(None) };
        let (Some(place), Some(requester)) = (self.one_of(plan.places), person(plan.requester)) else {
            return Ok(None);
        };
        let assignee = self.one_of(ENGINEERS).and_then(person).unwrap_or(requester);
        let labels = stage.query("select label from infrastructure_nodes where id = $1", &[&place]).await?;
        let label: String = labels.first().map_or_else(|| place.to_owned(), |row| row.get(0));
        let title = self.fill(plan.title, &label);
        if moving.iter().any(|due| due.title == title) {
            return Ok(None);
        }
        let (starts, takes) = (self.chance.random_range(4..12_i32), self.chance.random_range(5..20_i32));
        stage.become_person(requester).await?;
        let rows = stage
            .query(
                "insert into changes (organization_id, title, description, rollback_plan, test_plan, priority, requested_by, assigned_to,
                                      affected_services, scheduled_for, estimated_end_time)
                 values (get_user_organization_id(), $1, $2, $3, $4, $5::text::priority_type, auth.uid(), $6, array[$7::text],
                         date_trunc('minute', now()) + make_interval(mins => $8), date_trunc('minute', now()) + make_interval(mins => $8 + $9))
                 returning change_number",
                &[&title, &plan.description, &plan.rollback, &plan.test, &plan.priority, &assignee.id(), &place, &starts, &takes],
            )
            .await?;
        Ok(rows.first().map(|row| format!("{} drafts {}: {title}", requester.nick, row.get::<_, String>(0))))
    }

    pub(super) async fn ask(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let drafts = due(stage, &format!("c.status = 'draft' and {SINCE}"), &[&began]).await?;
        let Some((due, requester)) = drafts.iter().find_map(|due| Some((due, colleague(due.requester)?))) else {
            return Ok(None);
        };
        stage.become_person(requester).await?;
        let asked = stage
            .touches(
                "update changes set status = 'pending', updated_at = now() where id = $1 and status = 'draft'",
                &[&due.id],
            )
            .await?;
        if !asked {
            return Ok(None);
        }
        stage
            .touches(
                "insert into change_approvals (organization_id, change_id, requested_by) values (get_user_organization_id(), $1, auth.uid())",
                &[&due.id],
            )
            .await?;
        stage
            .touches(
                "insert into notifications (organization_id, user_id, type, title, message, data, change_id)
                 select p.organization_id, p.id, 'change_approval_request', 'Approval needed', $2::text,
                        jsonb_build_object('changeId', $1::uuid, 'changTitle', $2::text), $1::uuid
                 from profiles p where p.role in ('owner', 'admin', 'manager')",
                &[&due.id, &due.title],
            )
            .await?;
        let text = "This change has been submitted for manager review.";
        stage.mark(requester, On::Change(due.id), "📋 **APPROVAL REQUESTED**", text).await?;
        Ok(Some(format!("{} asks for approval of {}", requester.nick, due.number)))
    }

    /// A manager decides what was asked since the company began to live, Dana's requests included.
    pub(super) async fn decide(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let condition = "c.status = 'pending' and exists (select from change_approvals a where a.change_id = c.id
                         and a.status = 'pending' and a.requested_at > $1::text::timestamptz)";
        let waiting = due(stage, condition, &[&began]).await?;
        let Some(due) = waiting.into_iter().next() else { return Ok(None) };
        let manager = if self.chance.random_ratio(2, 3) { BO } else { NARRATOR };
        let (status, kind, action, marker, lines) = if self.chance.random_ratio(1, 6) {
            ("rejected", "change_rejected", "reject", "❌ **REJECTED**", REJECTIONS)
        } else {
            ("approved", "change_approved", "approve", "✅ **APPROVED**", APPROVALS)
        };
        let reason = self.one_of(lines).unwrap_or_default();
        stage.become_person(manager).await?;
        let decided = stage
            .touches(
                "update change_approvals set status = $2, approved_by = auth.uid(), comments = $3, responded_at = now()
                 where change_id = $1 and status = 'pending'",
                &[&due.id, &status, &reason],
            )
            .await?;
        if !decided {
            return Ok(None);
        }
        stage
            .touches(
                "insert into notifications (organization_id, user_id, type, title, message, data, change_id)
                 select c.organization_id, c.requested_by, $2::text, 'Change ' || $3::text, c.title,
                        jsonb_build_object('changeId', c.id, 'action', $4::text, 'approvedBy', auth.uid(), 'comments', $5::text), c.id
                 from changes c where c.id = $1",
                &[&due.id, &kind, &status, &action, &reason],
            )
            .await?;
        let told = due.requester.map(|person| format!(" @{}", person.nick)).unwrap_or_default();
        stage.mark(manager, On::Change(due.id), marker, &format!("{reason}{told}")).await?;
        Ok(Some(format!("{} decides {}: {status}", manager.nick, due.number)))
    }

    /// A manager cannot move the change; its requester's client does when it sees the decision. Dana's is hers to move.
    pub(super) async fn apply(&mut self, stage: &Stage<'_>) -> Result<Option<String>, DbError> {
        let condition = "c.status = 'pending' and (select a.status from change_approvals a where a.change_id = c.id
                         order by a.requested_at desc, a.id limit 1) in ('approved', 'rejected')";
        let decided = due(stage, condition, &[]).await?;
        let Some((due, requester)) = decided.iter().find_map(|due| Some((due, colleague(due.requester)?))) else {
            return Ok(None);
        };
        stage.become_person(requester).await?;
        let rows = stage
            .query(
                "update changes c set updated_at = now(), status =
                   case (select a.status from change_approvals a where a.change_id = c.id order by a.requested_at desc, a.id limit 1)
                     when 'approved' then 'approved'::change_status_type else 'cancelled' end
                 where c.id = $1 and c.status = 'pending' returning c.status::text",
                &[&due.id],
            )
            .await?;
        let Some(status) = rows.first().map(|row| row.get::<_, String>(0)) else { return Ok(None) };
        if status == "approved" {
            stage
                .touches(
                    "insert into change_automations (organization_id, change_id, automation_type, scheduled_for)
                     select c.organization_id, c.id, t.kind, t.at from changes c
                     cross join lateral (values ('auto_start', c.scheduled_for), ('completion_prompt', c.estimated_end_time)) as t (kind, at)
                     where c.id = $1 and t.at is not null",
                    &[&due.id],
                )
                .await?;
        }
        Ok(Some(format!("{} sees the decision on {}: {status}", requester.nick, due.number)))
    }

    pub(super) async fn start(&mut self, stage: &Stage<'_>) -> Result<Option<String>, DbError> {
        let ready = due(stage, "c.status = 'approved' and c.scheduled_for <= now()", &[]).await?;
        let whose = |due: &Due| colleague(due.assignee.or(due.requester));
        let Some((due, person)) = ready.iter().find_map(|due| Some((due, whose(due)?))) else { return Ok(None) };
        stage.become_person(person).await?;
        let started = stage
            .touches(
                "update changes set status = 'in_progress', updated_at = now() where id = $1 and status = 'approved'",
                &[&due.id],
            )
            .await?;
        if !started {
            return Ok(None);
        }
        finish_automations(stage, due.id, "auto_start").await?;
        stage.say(person, On::Change(due.id), "Window is open, starting.").await?;
        Ok(Some(format!("{} starts {}", person.nick, due.number)))
    }

    pub(super) async fn complete(&mut self, stage: &Stage<'_>) -> Result<Option<String>, DbError> {
        let over = due(stage, "c.status = 'in_progress' and c.estimated_end_time <= now()", &[]).await?;
        let Some((due, person)) = over.iter().find_map(|due| Some((due, colleague(due.assignee)?))) else {
            return Ok(None);
        };
        let (outcome, marker, notes) = if self.chance.random_ratio(1, 8) {
            ("failed", "❌ **FAILED**", FAILURE)
        } else {
            ("completed", "✅ **COMPLETED**", self.one_of(COMPLETIONS).unwrap_or_default())
        };
        stage.become_person(person).await?;
        stage
            .touches(
                "insert into change_completion_responses (organization_id, change_id, responded_by, outcome, notes)
                 values (get_user_organization_id(), $1, auth.uid(), $2, $3)",
                &[&due.id, &outcome, &notes],
            )
            .await?;
        let done = stage
            .touches(
                "update changes set status = $2::text::change_status_type, updated_at = now(),
                        completed_at = case when $2::text = 'completed' then now() end
                 where id = $1 and status = 'in_progress'",
                &[&due.id, &outcome],
            )
            .await?;
        if !done {
            return Ok(None);
        }
        finish_automations(stage, due.id, "completion_prompt").await?;
        stage.mark(person, On::Change(due.id), marker, notes).await?;
        Ok(Some(format!("{} ends {}: {outcome}", person.nick, due.number)))
    }
}

async fn finish_automations(stage: &Stage<'_>, change: Uuid, kind: &str) -> Result<(), DbError> {
    stage
        .touches(
            "update change_automations set executed = true, executed_at = now()
             where change_id = $1 and automation_type = $2 and executed is false",
            &[&change, &kind],
        )
        .await
        .map(drop)
}
