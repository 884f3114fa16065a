//! The living company: that it talks, moves things along, keeps to its bounds, and leaves Dana to herself.

use std::time::Duration;

use antops::stack::life::{self, Life, Pace};
use antops::stack::{Options, Seed, Stack};
use tokio_postgres::AsyncMessage;
use tokio_util::sync::CancellationToken;

use super::{company, one};

/// The deeds of so many steps, and the stack on which they were done.
async fn lived(seed: u64, steps: usize) -> (Vec<String>, Stack) {
    let stack = company().await;
    let mut life = Life::new(stack.database().clone(), seed);
    let mut deeds = Vec::new();
    for _ in 0..steps {
        deeds.push(life.step().await.unwrap().unwrap());
    }
    (deeds, stack)
}

/// Everything said since the demo was loaded, in order.
async fn told(stack: &Stack) -> Vec<String> {
    let client = stack.database().admin().await.unwrap();
    let sql = "select p.full_name || ': ' || c.content from comments c join profiles p on p.id = c.author_id
               where c.id::text not like 'c0c00000%' order by c.created_at, c.content";
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn colleagues_talk_and_dana_does_not() {
    let (deeds, stack) = lived(1, 150).await;
    let client = stack.database().admin().await.unwrap();
    let comments = told(&stack).await;
    assert!(comments.len() > 50, "{deeds:#?}");
    let speakers: std::collections::BTreeSet<_> = comments.iter().filter_map(|line| line.split(':').next()).collect();
    assert!(speakers.len() >= 6, "{speakers:?}");
    assert!(!speakers.contains("Dana Petrov"), "{speakers:?}");
    let hers = "select count(*)::text from incidents i where created_by = auth_id and id::text not like '1c1c%'"
        .replace("auth_id", "(select id from profiles where email = 'dana@acme.example')");
    assert_eq!(one(&client, &hers).await, "0");
    let unfilled =
        "select count(*)::text from comments where content ~ '\\{(n|place|number)\\}' and content !~ 'first_name'";
    assert_eq!(one(&client, unfilled).await, "0");
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_and_another_seed_another() {
    let (first, one) = lived(7, 80).await;
    let (second, other) = lived(7, 80).await;
    assert_eq!(first, second);
    assert_eq!(told(&one).await, told(&other).await);
    let (third, _) = lived(8, 80).await;
    assert_ne!(first, third);
}

#[tokio::test]
async fn a_long_life_opens_solves_and_decides_without_piling_up() {
    let (deeds, stack) = lived(3, 1200).await;
    let client = stack.database().admin().await.unwrap();
    for word in ["opens", "takes", "investigates", "resolves", "closes", "links", "drafts", "asks", "decides", "sees"] {
        assert!(deeds.iter().any(|deed| deed.split(' ').nth(1) == Some(word)), "nobody {word}");
    }
    let active = "select count(*)::text from incidents where status in ('open', 'investigating') and incident_number like 'ACM%'";
    let active: u32 = one(&client, active).await.parse().unwrap();
    assert!((14..=28).contains(&active), "{active} active");
    let resolved = "select count(*)::text from incidents where status = 'resolved'";
    assert!(one(&client, resolved).await.parse::<u32>().unwrap() <= 16);
    let moving = "select count(*)::text from changes where status not in ('completed', 'failed', 'cancelled') and id::text not like 'c4c4%'";
    assert!(one(&client, moving).await.parse::<u32>().unwrap() <= 4);
    // The last hundred steps are still worth watching.
    let kinds: std::collections::BTreeSet<_> = deeds[1100..].iter().filter_map(|deed| deed.split(' ').nth(1)).collect();
    assert!(kinds.len() >= 4, "{kinds:?}");
}

#[tokio::test]
async fn what_waits_for_dana_or_her_managers_still_waits() {
    let (_, stack) = lived(5, 400).await;
    let client = stack.database().admin().await.unwrap();
    let untouched = "select string_agg(change_number || ' ' || status, ', ' order by change_number) from changes
                     where change_number in ('ACM-CHG-0005', 'ACM-CHG-0007', 'ACM-CHG-0008', 'ACM-CHG-0010')";
    let expected = "ACM-CHG-0005 pending, ACM-CHG-0007 pending, ACM-CHG-0008 pending, ACM-CHG-0010 draft";
    assert_eq!(one(&client, untouched).await, expected);
    let hers = "select string_agg(distinct i.status::text, ' ') from incidents i
                join profiles p on p.id = i.assigned_to
                where p.email = 'dana@acme.example' and incident_number in ('ACM-INC-0038', 'ACM-INC-0039', 'ACM-INC-0041')";
    assert_eq!(one(&client, hers).await, "investigating open");
}

#[tokio::test]
async fn who_created_an_incident_that_nobody_has_gives_it_to_dana_when_she_asks() {
    let stack = company().await;
    let client = stack.database().admin().await.unwrap();
    let mut life = Life::new(stack.database().clone(), 1);
    life.step().await.unwrap();
    let ask = "insert into comments (organization_id, content, author_id, incident_id, mentions)
               select i.organization_id, '<p>May I have this one?</p>', p.id, i.id, jsonb_build_array(i.created_by)
               from incidents i, profiles p where i.incident_number = 'ACM-INC-0040' and p.email = 'dana@acme.example'";
    client.batch_execute(ask).await.unwrap();
    let mut deeds = Vec::new();
    while !deeds.iter().any(|deed: &String| deed == "lena gives ACM-INC-0040 to dana") {
        assert!(deeds.len() < 20, "{deeds:#?}");
        deeds.push(life.step().await.unwrap().unwrap());
    }
    let has = "select p.email from incidents i join profiles p on p.id = i.assigned_to where i.incident_number = 'ACM-INC-0040'";
    assert_eq!(one(&client, has).await, "dana@acme.example");
    let told = "select count(*)::text from comment_notifications n join comments c on c.id = n.comment_id
                join incidents i on i.id = c.incident_id join profiles p on p.id = n.user_id
                where i.incident_number = 'ACM-INC-0040' and p.email = 'dana@acme.example' and c.created_at > now() - interval '1 minute'";
    assert_eq!(one(&client, told).await, "1");
}

#[tokio::test]
async fn changes_start_and_end_when_their_window_does() {
    let stack = company().await;
    let client = stack.database().admin().await.unwrap();
    // Approved, and its window is over: Lena's two changes of the seed.
    let over = "update changes set scheduled_for = now() - interval '2 hours', estimated_end_time = now() - interval '1 minute'
                where change_number in ('ACM-CHG-0004', 'ACM-CHG-0006')";
    client.batch_execute(over).await.unwrap();
    let mut life = Life::new(stack.database().clone(), 2);
    let mut deeds = Vec::new();
    while deeds.iter().filter(|deed: &&String| deed.starts_with("lena ends ACM-CHG-000")).count() < 2 {
        assert!(deeds.len() < 100, "{deeds:#?}");
        deeds.push(life.step().await.unwrap().unwrap());
    }
    assert!(deeds.contains(&"lena starts ACM-CHG-0004".to_owned()));
    let ended = "select string_agg((c.status::text = r.outcome)::text || ' ' || (c.completed_at is not null = (r.outcome = 'completed')), ', ')
                 from changes c join change_completion_responses r on r.change_id = c.id
                 where c.change_number in ('ACM-CHG-0004', 'ACM-CHG-0006')";
    assert_eq!(one(&client, ended).await, "true true, true true");
    let waiting = "select count(*)::text from change_automations a join changes c on c.id = a.change_id
                   where c.change_number in ('ACM-CHG-0004', 'ACM-CHG-0006') and not a.executed";
    assert_eq!(one(&client, waiting).await, "0");
    let marked = "select count(*)::text from comments c join changes h on h.id = c.change_id
                  where h.change_number in ('ACM-CHG-0004', 'ACM-CHG-0006') and c.content ~ '^(✅ \\*\\*COMPLETED|❌ \\*\\*FAILED)\\*\\* \\| '";
    assert_eq!(one(&client, marked).await, "2");
}

const TELL: &str = "
    create schema heard;
    create function heard.tell() returns trigger language plpgsql security definer as
      $$ begin perform pg_notify('heard', ''); return null; end $$;
    create trigger heard after insert on public.comments for each statement execute function heard.tell();";

/// Returns when the next comment is committed.
async fn next_comment(stack: &Stack) {
    let (listener, mut connection) = stack.database().listen().await.unwrap();
    let heard = tokio::spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            if matches!(message, AsyncMessage::Notification(_)) {
                break;
            }
        }
    });
    listener.batch_execute("listen heard").await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), heard).await.unwrap().unwrap();
}

const AT_ONCE: Pace = Pace { least: Duration::ZERO, most: Duration::ZERO, seed: 1 };

#[tokio::test]
async fn life_goes_on_until_it_is_cancelled() {
    let stack = company().await;
    stack.database().admin().await.unwrap().batch_execute(TELL).await.unwrap();
    let cancel = CancellationToken::new();
    let living = tokio::spawn(life::run(stack.database().clone(), AT_ONCE, cancel.clone()));
    next_comment(&stack).await;
    next_comment(&stack).await;
    cancel.cancel();
    tokio::time::timeout(Duration::from_secs(20), living).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stack_lives_when_asked_to_and_stops_all_the_same() {
    let stack = Stack::start(Options { seed: Seed::Demo, life: Some(AT_ONCE), ..Options::default() }).await.unwrap();
    stack.database().admin().await.unwrap().batch_execute(TELL).await.unwrap();
    next_comment(&stack).await;
    stack.stop().await.unwrap();
}
