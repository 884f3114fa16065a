//! Ranges and totals: which rows of a list are sent, and how `Content-Range` tells it.
//!
//! It owns `limit`, `offset` and the `Range` header, `Content-Range`, and the choice between 200, 206 and 416. It knows nothing
//! of rows. Invariant: a total is told only if it was asked for.

use axum::http::{HeaderMap, Method, StatusCode, header};

use super::query::{Path, Query, Span};
use super::refusal::Refusal;

/// What the query and the `Range` header together ask for. PGRST103 if that is nothing at all.
pub(super) fn wanted(method: &Method, headers: &HeaderMap, query: &Query) -> Result<Span, Refusal> {
    let span = query.spans.get(&Path::new()).copied().unwrap_or_default();
    let offset = span.offset.unwrap_or(0);
    if span.limit.is_some_and(|limit| limit < 0 || limit == 0 && offset > 0) {
        return Err(Refusal::range("Limit should be greater than or equal to zero."));
    }
    let Some((first, last)) = header_range(method, headers) else { return Ok(span) };
    if last.is_some_and(|last| last < first) {
        return Err(Refusal::range(
            "The lower boundary must be lower than or equal to the upper boundary in the Range header.",
        ));
    }
    if span.limit == Some(0) {
        return Ok(span);
    }
    // Both are given: what they have in common.
    let start = first.max(offset);
    let ends = [last.map(|last| last + 1), span.limit.map(|limit| offset + limit)];
    let limit = ends.into_iter().flatten().min().map(|end| end - start);
    if limit.is_some_and(|limit| limit <= 0) {
        return Err(Refusal::range("Limit should be greater than or equal to zero."));
    }
    Ok(Span { limit, offset: Some(start) })
}

/// `Range: 0-9` or `Range: 10-`; anything else is no range. Only reading by GET has one.
fn header_range(method: &Method, headers: &HeaderMap) -> Option<(i64, Option<i64>)> {
    let value = headers.get(header::RANGE).filter(|_| method == Method::GET)?.to_str().ok()?;
    let (first, last) = value.split_once('-')?;
    let last = if last.is_empty() { None } else { Some(last.parse().ok()?) };
    Some((first.parse().ok()?, last))
}

/// The value of `Content-Range` for rows `first` to `last` of `total`.
pub(super) fn content_range(first: i64, last: i64, total: Option<i64>) -> String {
    let rows = if first <= last && total != Some(0) { format!("{first}-{last}") } else { "*".to_owned() };
    format!("{rows}/{}", total.map_or("*".to_owned(), |total| total.to_string()))
}

/// The status of a list of which `sent` rows from `first` on are sent.
pub(super) fn status(first: i64, sent: i64, total: Option<i64>) -> StatusCode {
    match total {
        Some(total) if first > total => StatusCode::RANGE_NOT_SATISFIABLE,
        Some(total) if sent < total => StatusCode::PARTIAL_CONTENT,
        _ => StatusCode::OK,
    }
}

/// The refusal of an offset beyond the end. Only its body is sent, for this answer lacks the headers of other refusals.
pub(super) fn beyond_the_end(first: i64, total: Option<i64>) -> Refusal {
    Refusal::range(&format!("An offset of {first} was requested, but there are only {} rows.", total.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::super::query::Stray;
    use super::*;

    fn span(query: &str, range: Option<&str>) -> Result<(Option<i64>, Option<i64>), StatusCode> {
        let query = Query::read(&format!("/t?{query}").parse().unwrap(), Stray::Filter).unwrap();
        let mut headers = HeaderMap::new();
        range.map(|range| headers.insert(header::RANGE, range.parse().unwrap()));
        wanted(&Method::GET, &headers, &query).map(|span| (span.limit, span.offset)).map_err(|refusal| refusal.status)
    }

    #[test]
    fn the_range_header_and_the_query_meet() {
        for (query, range, expected) in [
            ("", None, Ok((None, None))),
            ("limit=2&offset=3", None, Ok((Some(2), Some(3)))),
            ("limit=x", None, Ok((None, None))),
            ("limit=0", None, Ok((Some(0), None))),
            ("limit=-1", None, Err(416)),
            ("limit=0&offset=1", None, Err(416)),
            ("", Some("4-6"), Ok((Some(3), Some(4)))),
            ("", Some("4-"), Ok((None, Some(4)))),
            ("", Some("5-2"), Err(416)),
            ("", Some("bytes=0-1"), Ok((None, None))),
            ("limit=2", Some("0-9"), Ok((Some(2), Some(0)))),
            ("limit=2", Some("5-9"), Err(416)),
        ] {
            assert_eq!(span(query, range).map_err(|status| status.as_u16()), expected, "{query} {range:?}");
        }
    }

    #[test]
    fn a_content_range_has_a_star_for_what_is_not_there() {
        for (first, last, total, expected) in [
            (0, 5, None, "0-5/*"),
            (0, -1, None, "*/*"),
            (0, 5, Some(6), "0-5/6"),
            (3, 4, Some(12), "3-4/12"),
            (0, -1, Some(0), "*/0"),
            (0, -1, Some(6), "*/6"),
            (1, 0, Some(1), "*/1"),
        ] {
            assert_eq!(content_range(first, last, total), expected);
        }
    }

    #[test]
    fn a_part_is_206_and_beyond_the_end_416() {
        for (first, sent, total, expected) in
            [(0, 6, None, 200), (0, 6, Some(6), 200), (2, 2, Some(6), 206), (6, 0, Some(6), 206), (7, 0, Some(6), 416)]
        {
            assert_eq!(status(first, sent, total).as_u16(), expected);
        }
    }
}
