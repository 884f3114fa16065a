//! Requests that are refused, and in which words.

use serde_json::{Value, json};

use super::{Answer, Asking, incident};

#[tokio::test]
async fn reads_are_refused_with_the_codes_of_the_real_server() {
    let asking = Asking::start().await;
    for (path, status, code, message) in [
        ("incidents?select=id,", 400, "PGRST100", ""),
        ("incidents?order=title.down", 400, "PGRST100", ""),
        ("incidents?select=count()", 400, "PGRST123", "Use of aggregate functions is not allowed"),
        ("incidents?nope=eq.1", 400, "42703", "column incidents.nope does not exist"),
        ("incidents?order=nope", 400, "42703", "column incidents.nope does not exist"),
        ("incidents?select=problems(nope)", 400, "42703", "column problems_1.nope does not exist"),
        ("incidents?select=id&limit=-1", 416, "PGRST103", "Requested range not satisfiable"),
        (
            "incidents?select=id,nothing(id)",
            400,
            "PGRST200",
            "Could not find a relationship between 'incidents' and 'nothing' in the schema cache",
        ),
        ("incidents?problems.id=is.null", 400, "PGRST108", "'problems' is not an embedded resource in this request"),
        (
            "problems?select=id,incidents(id)&order=incidents(title)",
            400,
            "PGRST118",
            "A related order on 'incidents' is not possible",
        ),
        ("incidents/extra", 404, "PGRST125", "Invalid path specified in request URL"),
        (
            "rpc/user_has_org_access?orgid=x",
            404,
            "PGRST202",
            "Could not find the function public.user_has_org_access(orgid) in the schema cache",
        ),
        ("incidents?title=fts.x", 501, "ANTOPS501", "The embedded stack does not serve full text search"),
        ("incidents?select=...problems(id)", 501, "ANTOPS501", "The embedded stack does not serve spread embeds"),
    ] {
        let answer = asking.get(path, "").await;
        let body = answer.json();
        assert_eq!((answer.status, body["code"].as_str()), (status, Some(code)), "{path}: {body}");
        assert!(message.is_empty() || body["message"] == message, "{path}: {body}");
        assert_eq!(answer.header("proxy-status"), format!("PostgREST; error={code}"), "{path}");
    }
}

#[tokio::test]
async fn bodies_are_refused_with_the_codes_of_the_real_server() {
    let asking = Asking::start().await;
    let mut wrong = [incident("a"), incident("b"), incident("c"), incident("d")];
    wrong[0]["status"] = json!("bogus");
    wrong[1]["id"] = json!("notauuid");
    wrong[2]["title"] = Value::Null;
    wrong[3]["criticality"] = json!("severe");
    let messages = [
        ("22P02", "invalid input value for enum incident_status_type: \"bogus\""),
        ("22P02", "invalid input syntax for type uuid: \"notauuid\""),
        ("23502", "null value in column \"title\" of relation \"incidents\" violates not-null constraint"),
        ("23514", "new row for relation \"incidents\" violates check constraint \"incidents_criticality_check\""),
    ];
    for (body, (code, message)) in wrong.into_iter().zip(messages) {
        let answer = asking.ask("POST", "incidents", &[], Some(body)).await;
        assert_eq!((answer.refusal(), answer.json()["message"].as_str()), ((400, code.to_owned()), Some(message)));
    }
    let uneven = json!([incident("a"), {"title": "b"}]);
    let answer = asking.ask("POST", "incidents", &[], Some(uneven)).await;
    assert_eq!(answer.json()["message"], "All object keys must match");
    let headers = [("content-type", "text/xml")];
    let answer = asking.ask("POST", "incidents", &headers, None).await;
    assert_eq!(answer.json()["message"], "Content-Type not acceptable: text/xml");
    let answer = asking.ask("PUT", "incidents?title=eq.x", &[], Some(incident("x"))).await;
    assert_eq!(answer.refusal(), (405, "PGRST105".to_owned()));
}

#[tokio::test]
async fn headers_are_refused_with_the_codes_of_the_real_server() {
    let asking = Asking::start().await;
    for (method, headers, status, code) in [
        ("GET", ("accept-profile", "nope"), 406, "PGRST106"),
        ("PATCH", ("content-profile", "nope"), 406, "PGRST106"),
        ("GET", ("accept", "text/html"), 406, "PGRST107"),
        ("GET", ("prefer", "handling=strict, odd=1"), 400, "PGRST122"),
        ("GET", ("range", "5-2"), 416, "PGRST103"),
        ("TRACE", ("x", "y"), 405, "PGRST117"),
    ] {
        let answer = asking.ask(method, "incidents?select=id", &[headers], None).await;
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{headers:?}");
    }
    let answer = asking.ask("PATCH", "rpc/get_user_organization_id", &[], None).await;
    assert_eq!(answer.refusal(), (405, "PGRST101".to_owned()));
}

#[tokio::test]
async fn tokens_are_refused_in_the_words_of_the_real_server() {
    let asking = Asking::start().await;
    let unknown_role = asking.stack.keys().sign(&json!({"role": "nosuchrole"})).unwrap();
    for (token, code, message) in [
        ("", "PGRST301", "Empty JWT is sent in Authorization header"),
        ("a.b.c", "PGRST301", "JWT cryptographic operation failed"),
        (asking.stack.keys().publishable(), "PGRST301", "Expected 3 parts in JWT; got 1"),
        (&unknown_role, "22023", "role \"nosuchrole\" does not exist"),
    ] {
        let request = asking.request("GET", "incidents").header("authorization", format!("Bearer {token}"));
        let answer = Answer::of(request).await;
        assert_eq!(answer.refusal(), (401, code.to_owned()), "{token}");
        assert_eq!(answer.json()["message"], message);
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let nobody = Answer::of(asking.request("GET", "incidents?select=id")).await;
    assert_eq!((nobody.status, nobody.text.as_str()), (200, "[]"));
}

#[tokio::test]
async fn words_that_try_to_be_sql_stay_words() {
    let asking = Asking::start().await;
    for path in [
        "incidents?select=id&title=eq.'; delete from comments; --",
        "incidents?select=id&title=eq.\\'; delete from comments; --",
        "incidents?select=id&or=(title.eq.\"x') or true; --\",title.eq.y)",
        "incidents?select=id&title=in.(\"a'\\\\\",\"}','b\")",
        "incidents?select=id&title=eq.a%00' or '1'='1",
        "incidents?select=id&links->0->>'x'||'y=eq.1",
    ] {
        let answer = asking.get(path, "").await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "[]"), "{path}");
    }
    let path = "incidents?select=\"id\\\" from incidents; --\"";
    assert_eq!(asking.get(path, "").await.refusal(), (400, "42703".to_owned()));
    let body = json!({"title\") values ('x'); --": 1});
    assert_eq!(asking.ask("POST", "incidents", &[], Some(body)).await.refusal(), (400, "PGRST204".to_owned()));
    let kept = asking.get("comments?select=id", "").await;
    assert!(kept.json().as_array().is_some_and(|rows| rows.len() > 4));
}

#[tokio::test]
async fn whatever_text_goes_in_is_found_again_and_only_it() {
    let asking = Asking::start().await;
    let titles = [
        "plain",
        "O'Reilly, Inc. (US)",
        "say \"hi\"",
        "back\\slash \\' and \\\\ two",
        "$1 $$ $tag$ %s %% _",
        "{a,b} [c] <d>",
        "a=b&c=d#e?f+g",
        "line\nbreak\ttab",
        "not.eq.x and(or)",
        "null",
        "日本語 🔥 \u{202e}txt",
        "; drop table incidents; --",
        "E'\\x41' U&'\\0041'",
    ];
    let rows: Vec<Value> = titles.iter().map(|title| incident(title)).collect();
    assert_eq!(asking.ask("POST", "incidents", &[], Some(json!(rows))).await.status, 201);
    for title in titles {
        let quoted = format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
        for (key, value) in [
            ("title", format!("eq.{title}")),
            ("title", format!("in.({quoted},\"nothing, really\")")),
            ("or", format!("(title.eq.{quoted},id.is.null)")),
            ("and", format!("(title.in.({quoted}),not.or(title.neq.{quoted}))")),
        ] {
            let request = asking.request("GET", "incidents").bearer_auth(&asking.token);
            let answer = Answer::of(request.query(&[("select", "title"), (key, value.as_str())])).await;
            assert_eq!(answer.json(), json!([{ "title": title }]), "{key}={value}");
        }
    }
}
