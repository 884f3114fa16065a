//! Record numbers: how they are given, where they collide, and the wall at ten thousand.

use deadpool_postgres::Transaction;
use tokio_postgres::error::SqlState;

use super::{ACME, Who, attempt, become_person, become_superuser, code, one, superuser};

const BETA: &str = "bbbbbbbb-0000-4000-8000-000000000001";

/// Acme's name for Beta: the two now share the prefix and nothing else.
const NAMESAKES: &str =
    "update organizations set name = 'Acme Labs' where slug = 'beta-labs'; delete from incident_sequences";

fn new_incident(organization: &str, who: Who) -> String {
    format!(
        "insert into incidents (organization_id, title, description, created_by)
         values ('{organization}', 't', 'd', '{}')",
        who.id()
    )
}

async fn next_number(transaction: &Transaction<'_>, organization: &str) -> String {
    one(
        transaction,
        &format!("select coalesce((select next_number::text from incident_sequences where organization_id = '{organization}'), 'none')"),
    )
    .await
}

#[tokio::test]
async fn every_kind_has_its_own_letters_and_its_own_count() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Member).await;
    for (kind, numbers) in [
        ("incident", ["ACM-INC-0013", "ACM-INC-0014"]),
        ("problem", ["ACM-PRBM-0005", "ACM-PRBM-0006"]),
        ("change", ["ACM-CHG-0007", "ACM-CHG-0008"]),
    ] {
        for number in numbers {
            let sql = format!("select generate_{kind}_number('{ACME}')");
            assert_eq!(one(&transaction, &sql).await, number);
        }
    }
}

#[tokio::test]
async fn a_new_record_takes_the_next_number_and_an_explicit_one_is_kept() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Member).await;
    let insert = new_incident(ACME, Who::Member);
    let returning = format!("{insert} returning incident_number");
    assert_eq!(one(&transaction, &returning).await, "ACM-INC-0013");
    let explicit = format!(
        "insert into incidents (organization_id, title, description, created_by, incident_number)
         values ('{ACME}', 't', 'd', auth.uid(), 'ACMELABS-INC-1') returning incident_number"
    );
    assert_eq!(one(&transaction, &explicit).await, "ACMELABS-INC-1");
    assert_eq!(one(&transaction, &returning).await, "ACM-INC-0014");
}

#[tokio::test]
async fn the_first_record_of_an_organization_is_number_one() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Beta).await;
    let sql = format!("select generate_change_number('{BETA}')");
    assert_eq!(one(&transaction, &sql).await, "BET-CHG-0001");
    assert_eq!(one(&transaction, &sql).await, "BET-CHG-0002");
}

#[tokio::test]
async fn of_two_organizations_with_the_same_three_letters_the_second_is_stuck() {
    let mut client = superuser().await;
    client.batch_execute(NAMESAKES).await.unwrap();
    for _ in 0..2 {
        let transaction = client.transaction().await.unwrap();
        become_person(&transaction, Who::Beta).await;
        let error = transaction.execute(&new_incident(BETA, Who::Beta), &[]).await.unwrap_err();
        let refusal = error.as_db_error().unwrap();
        assert_eq!(refusal.code(), &SqlState::UNIQUE_VIOLATION);
        assert_eq!(refusal.constraint(), Some("incidents_incident_number_key"));
        transaction.rollback().await.unwrap();
        let transaction = client.transaction().await.unwrap();
        // The counter went back with the insert: the next try meets the same number.
        assert_eq!(next_number(&transaction, BETA).await, "none");
    }
}

#[tokio::test]
async fn a_number_asked_for_by_itself_gets_past_the_collision() {
    let mut client = superuser().await;
    client.batch_execute(NAMESAKES).await.unwrap();
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Beta).await;
    let sql = format!("select generate_incident_number('{BETA}')");
    for expected in 1..=13 {
        assert_eq!(one(&transaction, &sql).await, format!("ACM-INC-{expected:04}"));
    }
    // Acme has twelve incidents, so the thirteenth number is the first that is free.
    let sql = format!(
        "insert into incidents (organization_id, title, description, created_by, incident_number)
         values ('{BETA}', 't', 'd', auth.uid(), 'ACM-INC-0013')"
    );
    assert_eq!(transaction.execute(&sql, &[]).await.unwrap(), 1);
}

#[tokio::test]
async fn number_ten_thousand_is_cut_to_that_of_one_thousand() {
    let mut client = superuser().await;
    let arrange = "update incident_sequences set next_number = 10000; \
                   update incidents set incident_number = 'ACM-INC-1000' where incident_number = 'ACM-INC-0001'";
    let insert = new_incident(ACME, Who::Member);
    assert_eq!(attempt(&mut client, Who::Member, arrange, &insert).await, Err(SqlState::UNIQUE_VIOLATION));
}

#[tokio::test]
async fn a_foreign_organizations_number_is_null_but_used_up() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Beta).await;
    let row = transaction.query_one(&format!("select generate_incident_number('{ACME}')"), &[]).await.unwrap();
    assert_eq!(row.get::<_, Option<String>>(0), None);
    become_superuser(&transaction).await;
    assert_eq!(next_number(&transaction, ACME).await, "14");
}

#[tokio::test]
async fn renaming_the_organization_changes_later_numbers_only() {
    let mut client = superuser().await;
    let transaction = client.transaction().await.unwrap();
    become_person(&transaction, Who::Owner).await;
    let rename = format!("update organizations set name = 'é two' where id = '{ACME}'");
    transaction.batch_execute(&rename).await.unwrap();
    let sql = format!("select generate_incident_number('{ACME}')");
    let number = one(&transaction, &sql).await;
    assert!(number.ends_with(" T-INC-0013"), "{number}");
    let kept = "select incident_number from incidents where title like 'Search index%'";
    assert_eq!(one(&transaction, kept).await, "ACM-INC-0007");
}

#[tokio::test]
async fn numbers_given_at_the_same_time_are_all_different_and_without_gaps() {
    let database = super::fixture().await;
    let mut inserts = Vec::new();
    for _ in 0..20 {
        let database = database.clone();
        inserts.push(tokio::spawn(async move {
            let mut client = database.admin().await.unwrap();
            let transaction = client.transaction().await.unwrap();
            become_person(&transaction, Who::Member).await;
            let insert = new_incident(ACME, Who::Member);
            transaction.execute(&insert, &[]).await.map_err(|error| code(&error)).unwrap();
            transaction.commit().await.unwrap();
        }));
    }
    for insert in inserts {
        insert.await.unwrap();
    }
    let mut client = database.admin().await.unwrap();
    let transaction = client.transaction().await.unwrap();
    let given = "select string_agg(right(incident_number, 4), ' ' order by incident_number)
                 from incidents where incident_number > 'ACM-INC-0012' and incident_number < 'B'";
    let expected: Vec<_> = (13..33).map(|number| format!("{number:04}")).collect();
    assert_eq!(one(&transaction, given).await, expected.join(" "));
}
