//! What Auth's refusals mean to somebody who wants to sign in, and which of them end a session.
//!
//! Servers of different ages call the same thing by different names (`invalid_grant`, `invalid_credentials`); this is the one place
//! that knows them.

use super::answer::Refusal;
use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use jiff::SignedDuration;

/// What a refused renewal means for the session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Renewal {
    /// It may work later: the session stays.
    Later(Fault),
    /// The session is over on the server. Nothing but signing in helps.
    Over(Fault),
}

/// Judges a refused step of signing in.
pub(super) fn sign_in(refusal: &Refusal) -> Fault {
    let invalid = |field: &str, detail: &str| Fault::Invalid { field: Some(field.into()), detail: detail.into() };
    let forbidden = |detail: &str| Fault::Forbidden { detail: detail.into() };
    match refusal.code.as_str() {
        "invalid_credentials" => invalid("Sign-in", "the address or the password is wrong"),
        "invalid_grant" if refusal.message.contains("login credentials") => {
            invalid("Sign-in", "the address or the password is wrong")
        }
        "invalid_grant" if refusal.message.contains("not confirmed") => not_confirmed(),
        "email_not_confirmed" => not_confirmed(),
        "over_email_send_rate_limit" => {
            Fault::Busy { retry_after: refusal.retry_after.or_else(|| seconds_in(&refusal.message)) }
        }
        "over_request_rate_limit" | "over_sms_send_rate_limit" => Fault::Busy { retry_after: refusal.retry_after },
        "otp_expired" => invalid("The code", "it is wrong or too old; a new one can be sent"),
        "otp_disabled" | "signup_disabled" | "user_not_found" => {
            forbidden("there is no account with this address here, or it cannot sign in by code")
        }
        "email_provider_disabled" => forbidden("this project does not let people sign in with address and password"),
        "captcha_failed" => forbidden(
            "this project asks for a captcha, which a terminal cannot show; its administrator can turn that off",
        ),
        "user_banned" => forbidden("this account is blocked"),
        "mfa_verification_failed" | "mfa_verification_rejected" => {
            invalid("The code", "it is not the one the authenticator app shows now")
        }
        "mfa_challenge_expired" => invalid("The code", "it came too late; enter the one shown now"),
        "mfa_ip_address_mismatch" => forbidden("the network changed between question and answer; enter the code again"),
        "mfa_factor_not_found" => forbidden("the second factor is not registered any more; sign in again"),
        "validation_failed" if refusal.message.contains("email") => invalid("The address", &refusal.message),
        _ => refusal.fault(),
    }
}

/// Judges a refused renewal. Only Auth itself, in its own words, can end a session: a proxy's page or a gateway's complaint never does.
pub(super) fn renewal(refusal: &Refusal) -> Renewal {
    let reason = match refusal.code.as_str() {
        "refresh_token_already_used" => {
            "this session was renewed elsewhere with the same token, so the server ended it"
        }
        "session_expired" => "the session is past its limit",
        "user_banned" => "this account is blocked",
        "user_not_found" => "this account does not exist any more",
        "invalid_grant" if refusal.message.contains("Already Used") => {
            "this session was renewed elsewhere with the same token, so the server ended it"
        }
        "invalid_grant" | "refresh_token_not_found" | "session_not_found" => "the session was ended",
        "invalid_request" | "validation_failed" if refusal.message.contains("refresh_token") => {
            "the stored session is empty"
        }
        _ => return Renewal::Later(refusal.fault()),
    };
    if !(400..500).contains(&refusal.status) {
        return Renewal::Later(refusal.fault());
    }
    Renewal::Over(Fault::SignedOut { reason: reason.into() })
}

fn not_confirmed() -> Fault {
    Fault::Forbidden {
        detail: "the address is not confirmed yet: open the link in the mail that was sent to it".into(),
    }
}

/// The number in "you can only request this after 37 seconds".
fn seconds_in(message: &Safe) -> Option<SignedDuration> {
    let digits: String = message.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(SignedDuration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;

    fn read(status: u16, body: &str) -> Refusal {
        Refusal::read(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn a_wrong_password_reads_the_same_from_old_and_new_servers() {
        let old = read(400, r#"{"error":"invalid_grant","error_description":"Invalid login credentials"}"#);
        let new = read(400, r#"{"code":400,"error_code":"invalid_credentials","msg":"Invalid login credentials"}"#);
        assert_eq!(sign_in(&old), sign_in(&new));
        assert_eq!(sign_in(&old).to_string(), "Sign-in is not accepted: the address or the password is wrong");
    }

    #[test]
    fn the_wait_for_the_next_mail_is_read_from_the_sentence() {
        let body = r#"{"code":429,"error_code":"over_email_send_rate_limit",
            "msg":"For security purposes, you can only request this after 37 seconds."}"#;
        assert_eq!(sign_in(&read(429, body)), Fault::Busy { retry_after: Some(SignedDuration::from_secs(37)) });
    }

    #[test]
    fn a_used_or_unknown_refresh_token_ends_the_session() {
        for body in [
            r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token: Already Used"}"#,
            r#"{"code":400,"error_code":"refresh_token_not_found","msg":"Invalid Refresh Token: Refresh Token Not Found"}"#,
            r#"{"code":"session_expired","message":"Session expired"}"#,
        ] {
            assert!(matches!(renewal(&read(400, body)), Renewal::Over(Fault::SignedOut { .. })), "{body}");
        }
    }

    #[test]
    fn nothing_but_auth_ends_a_session() {
        for (status, body) in [
            (401, r#"{"message":"Invalid API key","hint":null}"#),
            (403, "<html><title>Access denied</title></html>"),
            (404, "404 page not found"),
            (429, r#"{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}"#),
            (500, r#"{"code":500,"error_code":"unexpected_failure","msg":"Database error querying schema"}"#),
            (522, ""),
        ] {
            assert!(matches!(renewal(&read(status, body)), Renewal::Later(_)), "{status} {body}");
        }
    }
}
