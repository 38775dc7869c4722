//! Texts brought to one form, so that case, punctuation and articles make no difference.

/// The words of a text in lower case, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    // A point or comma between digits belongs to the number, an apostrophe to the word.
    let letters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &c) in letters.iter().enumerate() {
        let beside = |off: isize| {
            at.checked_add_signed(off)
                .and_then(|place| letters.get(place))
                .copied()
                .unwrap_or(' ')
        };
        let joins = match c {
            '.' | ',' => beside(-1).is_ascii_digit() && beside(1).is_ascii_digit(),
            _ => false,
        };
        if c.is_alphanumeric() || joins {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The same without articles, unless nothing else is left: "A" may be a choice.
pub(crate) fn normal(text: &str) -> Vec<String> {
    let all = words(text);
    let is_article = |word: &String| ["a", "an", "the"].contains(&word.as_str());
    if all.iter().all(is_article) {
        return all;
    }
    all.into_iter().filter(|word| !is_article(word)).collect()
}

/// Whether the words of `part` follow each other somewhere in `whole`.
pub(crate) fn holds(whole: &[String], part: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_punctuation_and_articles_make_no_difference() {
        assert_eq!(normal("The 1,772.50 USD, don’t!"), ["1,772.50", "usd", "dont"]);
        assert_eq!(normal("a–b"), ["b"]);
        assert_eq!(normal("(A)"), ["a"]);
        assert!(holds(
            &normal("It is open on the Sunday."),
            &normal("open on Sunday")
        ));
        assert!(!holds(&normal("reopen"), &normal("open")) && !holds(&normal("x"), &[]));
    }
}
