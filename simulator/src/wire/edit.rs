//! The bytes of a response under a plan, as a pure function of what hyper writes.

use bytes::BytesMut;

use super::Plan;
use crate::state::data::synthetic;

/// A response in flight through a plan.
#[derive(Debug)]
pub struct Edit {
    plan: Plan,
    /// The head, until it is complete.
    head: Vec<u8>,
    in_body: bool,
    /// How many bytes of the body came.
    seen: u64,
}

impl Edit {
    /// Follows a plan from the first byte of a response on.
    pub fn new(plan: Plan) -> Self {
        Self { plan, head: Vec::new(), in_body: false, seen: 0 }
    }

    /// Takes bytes of the response and appends what is sent of them: to `head`, what goes out at once, and to `body`. Says
    /// how many it took; at an end that the plan has, it takes no more.
    pub fn take(&mut self, bytes: &[u8], head: &mut BytesMut, body: &mut BytesMut) -> usize {
        let mut taken = 0;
        if !self.in_body {
            let before = self.head.len();
            self.head.extend_from_slice(bytes);
            let Some(end) = self.head.windows(4).position(|four| four == b"\r\n\r\n") else { return bytes.len() };
            self.head.truncate(end + 4);
            taken = self.head.len() - before;
            self.in_body = true;
            match &self.plan.instead {
                Some(instead) => head.extend_from_slice(instead),
                None => self.write_head(head),
            }
        }
        let room = self.limit() - self.seen;
        let count = usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len() - taken);
        self.write_body(&bytes[taken..taken + count], body);
        self.seen += count as u64;
        taken + count
    }

    /// Whether everything that the plan permits was taken.
    pub fn is_over(&self) -> bool {
        self.in_body && self.seen >= self.limit()
    }

    /// Continues after an end.
    pub fn go_on(&mut self) {
        self.plan.end = None;
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Up to where the body goes.
    fn limit(&self) -> u64 {
        if self.plan.instead.is_some() {
            return 0;
        }
        self.plan.end.map_or(self.plan.length, |(end, _)| end.min(self.plan.length))
    }

    fn write_head(&self, out: &mut BytesMut) {
        let head = String::from_utf8_lossy(&self.head);
        let is = |line: &str, name: &str| {
            line.split_once(':').is_some_and(|(other, _)| other.trim().eq_ignore_ascii_case(name))
        };
        let replaced = &self.plan.replaced;
        for (number, line) in head.trim_end().split("\r\n").enumerate() {
            let left_out =
                self.plan.missing.iter().any(|name| is(line, name)) || replaced.iter().any(|(name, _)| is(line, name));
            if number > 0 && left_out {
                continue;
            }
            let length = line.split_once(':').filter(|_| self.plan.wrong_length != 0 && is(line, "content-length"));
            let length = length.and_then(|(_, value)| value.trim().parse::<u64>().ok());
            if let Some(length) = length {
                let wrong = length.saturating_add_signed(self.plan.wrong_length);
                out.extend_from_slice(format!("content-length: {wrong}\r\n").as_bytes());
            } else {
                out.extend_from_slice(line.as_bytes());
                out.extend_from_slice(b"\r\n");
            }
        }
        for (name, value) in replaced {
            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }

    fn write_body(&self, bytes: &[u8], out: &mut BytesMut) {
        let start = out.len();
        match self.plan.garbage {
            Some(seed) => out.extend_from_slice(&synthetic(seed, self.seen..self.seen + bytes.len() as u64)),
            None => out.extend_from_slice(bytes),
        }
        let place = self.plan.corrupt.and_then(|place| place.checked_sub(self.seen));
        if let Some(byte) = place.and_then(|place| out.get_mut(start..)?.get_mut(usize::try_from(place).ok()?)) {
            *byte ^= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\netag: \"1\"\r\n\r\n0123456789";

    /// The bytes that are sent of a response that comes in chunks of `size`, up to the end that the plan has.
    fn sent(plan: &Plan, size: usize) -> String {
        let mut edit = Edit::new(Plan { length: 10, ..plan.clone() });
        let (mut head, mut body) = (BytesMut::new(), BytesMut::new());
        for chunk in RESPONSE.chunks(size) {
            let mut rest = chunk;
            while !rest.is_empty() && !edit.is_over() {
                rest = &rest[edit.take(rest, &mut head, &mut body)..];
            }
        }
        head.extend_from_slice(&body);
        String::from_utf8(head.to_vec()).unwrap()
    }

    fn check(plan: &Plan, expected: &str) {
        for size in [1, 3, 7, 55, 1000] {
            assert_eq!(sent(plan, size), expected, "in chunks of {size}");
        }
    }

    #[test]
    fn an_empty_edit_changes_nothing() {
        check(&Plan::default(), std::str::from_utf8(RESPONSE).unwrap());
    }

    #[test]
    fn headers_are_removed_replaced_and_added() {
        let plan = Plan {
            missing: vec!["ETag".to_owned()],
            replaced: vec![("Content-Length".to_owned(), "x".to_owned()), ("new".to_owned(), "1".to_owned())],
            ..Plan::default()
        };
        check(&plan, "HTTP/1.1 200 OK\r\nContent-Length: x\r\nnew: 1\r\n\r\n0123456789");
    }

    #[test]
    fn content_length_can_be_too_long_or_too_short() {
        let head = |length| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\netag: \"1\"\r\n\r\n0123456789");
        check(&Plan { wrong_length: -3, ..Plan::default() }, &head(7));
        check(&Plan { wrong_length: 3, ..Plan::default() }, &head(13));
        check(&Plan { wrong_length: -30, ..Plan::default() }, &head(0));
    }

    #[test]
    fn bodies_are_truncated_and_changed() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\netag: \"1\"\r\n\r\n";
        check(&Plan { end: Some((4, super::super::End::Close)), ..Plan::default() }, &format!("{head}0123"));
        check(&Plan { end: Some((0, super::super::End::Close)), ..Plan::default() }, head);
        check(&Plan { corrupt: Some(8), ..Plan::default() }, &format!("{head}0123456799"));
        check(&Plan { instead: Some("nonsense".into()), ..Plan::default() }, "nonsense");
    }

    #[test]
    fn garbage_is_deterministic_for_a_seed() {
        let plan = Plan { garbage: Some(5), length: 10, ..Plan::default() };
        let mut edit = Edit::new(plan);
        let (mut head, mut body) = (BytesMut::new(), BytesMut::new());
        for chunk in RESPONSE.chunks(53) {
            edit.take(chunk, &mut head, &mut body);
        }
        assert_eq!(body, synthetic(5, 0..10));
    }
}
