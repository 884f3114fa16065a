//! Signing in: the first run, the password, the code, the second factor, and the end of a session.

use super::{Desk, Office};
use antops::app::settings::Settings;
use ratatui::layout::Size;
use std::sync::Arc;

const SIZE: Size = Size { width: 100, height: 30 };

async fn first_run() -> Desk {
    Desk::start(None, Arc::new(tempfile::tempdir().unwrap()), SIZE, &Settings::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_names_the_project_signs_in_and_sees_the_queue() {
    let office = Office::open().await;
    let mut dana = first_run().await;
    dana.sees("Project address").await;
    dana.type_text("http://acme.example");
    dana.do_keys("enter").await;
    dana.sees("http:// would send your password in the clear").await;
    dana.do_keys("backtab ctrl-u").await;
    dana.type_text(&office.stack.url());
    dana.do_keys("enter").await;
    dana.type_text(office.stack.keys().service());
    dana.do_keys("enter").await;
    dana.sees("service_role").await;
    dana.press("ctrl-u");
    dana.paste(office.stack.keys().anon());
    dana.do_keys("enter").await;
    dana.sees("Password").await;
    dana.type_text("dana@acme.example");
    dana.press("tab");
    dana.type_text("not the password");
    dana.do_keys("enter").await;
    dana.sees("Password").await;
    assert!(!dana.screen().contains("not the password"), "a password is never shown");
    dana.press("ctrl-u");
    let password =
        office.stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap().password.clone();
    dana.type_text(&password);
    dana.do_keys("enter").await;
    dana.sees("ACM").await;
    dana.sees("LIVE").await;
}

/// A newcomer at the form for e-mail and password.
async fn at_the_password(office: &Office) -> Desk {
    let mut dana = first_run().await;
    dana.type_text(&office.stack.url());
    dana.do_keys("enter").await;
    dana.type_text(office.stack.keys().publishable());
    dana.do_keys("enter").await;
    dana.sees("E-mail").await;
    dana.type_text("dana@acme.example");
    dana
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_mail_does_instead_of_a_password() {
    let office = Office::open().await;
    let mut codes = office.stack.codes();
    let mut dana = at_the_password(&office).await;
    dana.do_keys("ctrl-o").await;
    dana.sees("the digits in the e-mail").await;
    let code = codes.recv().await.unwrap();
    assert_eq!(code.email, "dana@acme.example");
    dana.type_text("000000");
    dana.do_keys("enter").await;
    dana.sees("wrong or too old").await;
    dana.press("ctrl-u");
    dana.type_text(&code.code);
    dana.do_keys("enter").await;
    dana.sees("LIVE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_mail_within_the_minute_is_refused_with_the_time_to_wait() {
    let office = Office::open().await;
    let mut dana = at_the_password(&office).await;
    dana.do_keys("ctrl-o").await;
    dana.sees("the digits in the e-mail").await;
    dana.do_keys("ctrl-p").await;
    dana.do_keys("up down").await;
    dana.do_keys("ctrl-o").await;
    dana.sees("seconds").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_a_second_factor_is_asked_for_its_code_before_anything_is_read() {
    let office = Office::open().await;
    office
        .run(
            "insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at) \
             select gen_random_uuid(), id, 'phone', 'totp', 'verified', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', now(), now() \
             from auth.users where email = 'dana@acme.example'",
        )
        .await;
    let secret = data_encoding::BASE32_NOPAD.decode(b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let password =
        office.stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap().password.clone();
    let mut dana = at_the_password(&office).await;
    dana.press("tab");
    dana.type_text(&password);
    dana.do_keys("enter").await;
    dana.sees("the six digits your authenticator app shows").await;
    assert!(dana.model().rows.incidents.is_empty());
    dana.type_text(&totp.generate_current().unwrap());
    dana.do_keys("enter").await;
    dana.sees("LIVE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_forgets_the_rows_and_the_session() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.press(":");
    dana.type_text("sign out");
    dana.do_keys("enter").await;
    dana.sees("Sign out?").await;
    dana.do_keys("y").await;
    dana.sees("Password").await;
    assert!(!dana.screen().contains("ACM-INC"), "nobody reads on over a shoulder");
    assert_eq!(office.ask("select count(*) from auth.sessions where user_id = (select id from auth.users where email = 'dana@acme.example')").await, "0");
    dana.press("ctrl-c");
    dana.wait_until("the end", antops::runtime::Driver::has_ended).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_the_server_ended_asks_again_and_keeps_what_is_being_written() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Still thinking");
    dana.settle().await.unwrap();
    office.run("delete from auth.refresh_tokens; delete from auth.sessions").await;
    office.stack.faults().change(|plan| {
        plan.rest.status = Some(401);
        plan.rest.times = Some(4);
    });
    dana.press("esc r");
    dana.sees("Your session ended").await;
    let password =
        office.stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap().password.clone();
    office.stack.faults().clear();
    dana.type_text(&password);
    dana.do_keys("enter").await;
    dana.sees("LIVE").await;
    dana.go_to("0042").await;
    dana.do_keys("c").await;
    assert_eq!(dana.model().compose().unwrap().text(), "Still thinking");
}
