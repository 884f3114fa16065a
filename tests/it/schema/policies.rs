//! Who may do what: the whole table of rules, tried by everybody, and the odd corners of row level security.

use std::collections::BTreeSet;

use tokio_postgres::error::SqlState;

use super::rules::{Command, EVERYBODY, RULES};
use super::{ACME, Who, attempt, become_person, one, superuser};

#[tokio::test]
async fn everybody_may_do_to_every_table_what_the_rules_say_and_no_more() {
    let mut client = superuser().await;
    let mut wrong = Vec::new();
    for rule in RULES {
        for who in EVERYBODY {
            let outcome = attempt(&mut client, *who, rule.arrange, rule.sql).await;
            let right = match (&outcome, rule.may.contains(who), rule.command) {
                (Ok(rows), true, _) => *rows > 0,
                // A denied insert is an error; everything else just touches nothing.
                (Err(code), false, Command::Insert) => *code == SqlState::INSUFFICIENT_PRIVILEGE,
                (Ok(rows), false, Command::Select | Command::Update | Command::Delete) => *rows == 0,
                _ => false,
            };
            if !right {
                wrong.push(format!("{who:?}: {} -> {outcome:?}", rule.sql));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_rules_cover_every_command_on_every_table() {
    let client = superuser().await;
    let tables = client.query("select tablename::text from pg_tables where schemaname = 'public'", &[]).await.unwrap();
    let all: BTreeSet<(String, Command)> =
        tables.iter().flat_map(|row| Command::ALL.map(|command| (row.get(0), command))).collect();
    let covered = RULES.iter().map(|rule| (rule.table().to_owned(), rule.command)).collect();
    assert_eq!(all, covered);
}

#[tokio::test]
async fn a_record_cannot_be_created_in_somebody_elses_name() {
    let mut client = superuser().await;
    for (table, columns, person) in [
        ("incidents", "title, description", "created_by"),
        ("problems", "title, description", "created_by"),
        ("changes", "title, description, rollback_plan, test_plan", "requested_by"),
    ] {
        let texts = columns.split(',').map(|_| "'x'").collect::<Vec<_>>().join(", ");
        let sql = format!(
            "insert into {table} (organization_id, {person}, {columns}) values ('{ACME}', '{}', {texts})",
            Who::Member.id()
        );
        assert_eq!(attempt(&mut client, Who::Member, "", &sql).await, Ok(1));
        assert_eq!(attempt(&mut client, Who::Owner, "", &sql).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
    }
}

#[tokio::test]
async fn an_assignee_who_is_not_the_creator_cannot_give_the_record_away() {
    let mut client = superuser().await;
    // Created by the member, assigned to the manager.
    let sql =
        format!("update incidents set assigned_to = '{}' where incident_number = 'ACM-INC-0001'", Who::Admin.id());
    assert_eq!(attempt(&mut client, Who::Manager, "", &sql).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
    assert_eq!(attempt(&mut client, Who::Member, "", &sql).await, Ok(1));
}

#[tokio::test]
async fn nobody_claims_an_unassigned_incident_but_its_creator() {
    let mut client = superuser().await;
    // Created by the admin, assigned to nobody.
    let sql = "update incidents set assigned_to = auth.uid() where incident_number = 'ACM-INC-0004'";
    assert_eq!(attempt(&mut client, Who::Member, "", sql).await, Ok(0));
    assert_eq!(attempt(&mut client, Who::Owner, "", sql).await, Ok(0));
    assert_eq!(attempt(&mut client, Who::Admin, "", sql).await, Ok(1));
}

#[tokio::test]
async fn a_record_cannot_be_moved_to_another_organization() {
    let mut client = superuser().await;
    let sql = "update incidents set organization_id = 'bbbbbbbb-0000-4000-8000-000000000001'
               where incident_number = 'ACM-INC-0001'";
    assert_eq!(attempt(&mut client, Who::Member, "", sql).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn a_comment_cannot_be_given_another_author() {
    let mut client = superuser().await;
    let sql = format!(
        "update comments set author_id = '{}' where id = 'c0000000-0000-4000-8000-000000000003'",
        Who::Member.id()
    );
    assert_eq!(attempt(&mut client, Who::Viewer, "", &sql).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn a_notification_for_somebody_else_goes_in_but_does_not_come_back() {
    let mut client = superuser().await;
    let sql = format!(
        "insert into notifications (organization_id, user_id, type, title, message)
         values ('{ACME}', '{}', 'change_approved', 't', 'm')",
        Who::Admin.id()
    );
    assert_eq!(attempt(&mut client, Who::Viewer, "", &sql).await, Ok(1));
    let returning = format!("{sql} returning id");
    assert_eq!(attempt(&mut client, Who::Viewer, "", &returning).await, Err(SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn a_membership_outside_the_profiles_organization_counts_for_nothing() {
    let mut client = superuser().await;
    let arrange = format!(
        "insert into organization_memberships (user_id, organization_id, role) values ('{}', '{ACME}', 'admin')",
        Who::Beta.id()
    );
    let sql = "select from infrastructure_nodes";
    assert_eq!(attempt(&mut client, Who::Beta, &arrange, sql).await, Ok(0));
}

#[tokio::test]
async fn the_owner_sees_infrastructure_once_he_has_a_membership_row() {
    let mut client = superuser().await;
    let arrange = format!(
        "insert into organization_memberships (user_id, organization_id, role) values ('{}', '{ACME}', 'owner')",
        Who::Owner.id()
    );
    let sql = "select from infrastructure_nodes";
    assert_eq!(attempt(&mut client, Who::Owner, "", sql).await, Ok(0));
    assert_eq!(attempt(&mut client, Who::Owner, &arrange, sql).await, Ok(8));
}

#[tokio::test]
async fn infrastructure_asks_the_membership_and_not_the_profile() {
    let mut client = superuser().await;
    let demoted = format!("update profiles set role = 'viewer' where id = '{}'", Who::Member.id());
    let sql = "update infrastructure_nodes set label = 'x' where id = 'node-api'";
    assert_eq!(attempt(&mut client, Who::Member, &demoted, sql).await, Ok(1));
}

#[tokio::test]
async fn a_newcomer_without_a_profile_sees_nothing_and_may_make_his_own_profile_only() {
    let mut client = superuser().await;
    for table in ["organizations", "profiles", "incidents", "comments"] {
        let sql = format!("select from {table}");
        assert_eq!(attempt(&mut client, Who::Newcomer, "", &sql).await, Ok(0));
    }
    let own = "insert into profiles (id, email) values (auth.uid(), 'newcomer@nowhere.example')";
    assert_eq!(attempt(&mut client, Who::Newcomer, "", own).await, Ok(1));
}

#[tokio::test]
async fn the_statistics_show_every_organization_to_everybody_and_take_no_writes() {
    let mut client = superuser().await;
    for who in EVERYBODY {
        let sql = "select from user_organization_stats";
        assert_eq!(attempt(&mut client, *who, "", sql).await, Ok(2));
    }
    for sql in ["delete from user_organization_stats", "update user_organization_stats set organization_name = 'x'"] {
        assert_eq!(attempt(&mut client, Who::Owner, "", sql).await, Err(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE));
    }
}

#[tokio::test]
async fn the_statistics_count_resolved_incidents_as_open_and_approved_changes_as_idle() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Anon).await;
    let counted = one(
        &transaction,
        "select concat_ws(' ', total_members, open_incidents, active_problems, active_changes)
         from user_organization_stats where organization_name = 'Acme Corp'",
    )
    .await;
    // Ten of twelve incidents are not closed, three of four problems are neither resolved nor closed, and one change each
    // is pending and in progress.
    assert_eq!(counted, "6 10 3 2");
}
