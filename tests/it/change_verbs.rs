//! `antops change` as a script and a person have it: what is said, which exit code, and what the database then holds.

mod deciding;
mod drafting;
mod life;
mod reading;

use crate::shift::{Shift, numbers};

/// One value of a change, of the row itself unless the SQL says otherwise; `c` is the change.
async fn column(shift: &Shift, what: &str, count: u32) -> String {
    shift.ask(&format!("select {what} from changes c where change_number = 'ACM-CHG-{count:04}'")).await
}

/// What the approvals of a change say, oldest first.
const APPROVALS: &str = "(select string_agg(concat_ws(' ', a.status, split_part(d.email, '@', 1), a.comments), '; ' order by a.requested_at)
     from change_approvals a left join profiles d on d.id = a.approved_by where a.change_id = c.id)";
/// What is to happen to it at its time.
const AUTOMATIONS: &str =
    "(select string_agg(concat_ws(' ', automation_type, executed, error_message), '; ' order by automation_type)
     from change_automations a where a.change_id = c.id)";
/// The comments on it that tell of a step, oldest first.
const MARKERS: &str =
    "(select string_agg(concat_ws(' ', split_part(p.email, '@', 1), k.content), '; ' order by k.created_at)
     from comments k join profiles p on p.id = k.author_id where k.change_id = c.id and k.content like '%**%|%')";
/// Who found it in their inbox, and as what.
const INBOXES: &str =
    "(select string_agg(concat_ws(' ', split_part(p.email, '@', 1), n.type), '; ' order by p.email, n.type)
     from notifications n join profiles p on p.id = n.user_id where n.change_id = c.id)";
/// Whether what is to happen at its time agrees with its window.
const AGREES: &str =
    "(select bool_and(a.scheduled_for = case automation_type when 'auto_start' then c.scheduled_for else c.estimated_end_time end)
     from change_automations a where a.change_id = c.id)";
