//! Questions as people put them to an answering system: what the embedder is timed with.

/// What is asked about.
const SUBJECTS: [&str; 40] = [
    "the refund policy for annual plans",
    "the vacation days of part-time staff",
    "the warranty on the second-hand pump",
    "resetting a forgotten password",
    "the side effects of the new blood pressure tablets",
    "exporting invoices to the accounting system",
    "the notice period of the office lease",
    "replacing the battery of the smoke detector",
    "the security review before a release",
    "shipping fragile goods to Norway",
    "the maximum load of the warehouse crane",
    "the retention time of server logs",
    "parental leave for adoptive parents",
    "the calibration of the pressure gauge",
    "connecting the printer to the guest network",
    "the deductible of the travel insurance",
    "allergens in the canteen's lunch menu",
    "the interest rate on late payments",
    "updating the firmware of the router",
    "the approval of expenses above one thousand euros",
    "the storage temperature of the vaccine",
    "the tax treatment of a company car",
    "reporting a near miss on the construction site",
    "the service level of the payment gateway",
    "migrating the database to the new cluster",
    "the tuition fees for evening courses",
    "cancelling a booking after check-in",
    "the noise limit near the runway at night",
    "the recycling of lithium batteries",
    "the dress code for visitors in the laboratory",
    "training a puppy not to pull on the leash",
    "the oldest manuscript in the library",
    "pruning apple trees in late winter",
    "the fuel consumption of the ferry",
    "the history of the harbour's lighthouse",
    "the voting rights of preferred shares",
    "the side dishes that go with roast lamb",
    "the bus connection to the northern suburb",
    "the chain of command during a fire alarm",
    "the licence of the mapping library",
];

/// How it is asked.
const FORMS: [&str; 10] = [
    "What does our handbook say about {}?",
    "Can you summarise what I need to know about {}?",
    "A customer asks about {}; what should I answer?",
    "Where do I find the rules on {}, and when were they last changed?",
    "Who is responsible for {}?",
    "Has anything changed recently with regard to {}?",
    "Explain {} to a new colleague in two sentences.",
    "What are the most common mistakes with {}?",
    "Is there an exception to what is written about {}, for instance for contractors?",
    "I have ten minutes before a meeting on {}. What matters most?",
];

/// Different questions.
pub(crate) const COUNT: usize = SUBJECTS.len() * FORMS.len();

/// One of them, by number below [`COUNT`]. The first forty are about as many subjects, in every form.
pub(crate) fn question(index: usize) -> String {
    let form = (index + index / SUBJECTS.len()) % FORMS.len();
    FORMS[form].replace("{}", SUBJECTS[index % SUBJECTS.len()])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_question_is_another_one() {
        let all: BTreeSet<String> = (0..COUNT).map(question).collect();
        assert_eq!(all.len(), 400);
        assert!(all.iter().all(|question| !question.contains('{')));
    }
}
