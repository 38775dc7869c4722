//! A tiny random model in the GGUF format (version 3: header, metadata, tensor list, aligned data; little-endian), made
//! so that llama.cpp streams from it as from a real one: a letter in every token, and never an end before `max_tokens`.

/// Width of the residual stream.
const WIDTH: usize = 256;
const LAYERS: usize = 4;
const HEADS: usize = 4;
const KV_HEADS: usize = 2;
const FEED_FORWARD: usize = 688;
/// The longest context the model says it takes, in tokens.
pub(crate) const CONTEXT: u32 = 8192;
/// `<unk>`, `<s>`, `</s>` and the 256 bytes come before the letters.
const SPECIAL_AND_BYTES: usize = 3 + 256;
/// Data starts at multiples of this, in bytes; the format's default.
const ALIGNMENT: usize = 32;

// Types of metadata values.
const U32: u32 = 4;
const I32: u32 = 5;
const F32: u32 = 6;
const BOOL: u32 = 7;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// The whole file: the same bytes every time.
pub(crate) fn tiny_model() -> Vec<u8> {
    let tokens = tokens();
    let mut metadata = Metadata::default();
    metadata.string("general.architecture", "llama");
    metadata.string("general.name", "tiny-random");
    metadata.number("general.file_type", 0);
    metadata.number("llama.context_length", CONTEXT);
    metadata.number("llama.embedding_length", WIDTH as u32);
    metadata.number("llama.block_count", LAYERS as u32);
    metadata.number("llama.feed_forward_length", FEED_FORWARD as u32);
    metadata.number("llama.attention.head_count", HEADS as u32);
    metadata.number("llama.attention.head_count_kv", KV_HEADS as u32);
    metadata.number("llama.rope.dimension_count", (WIDTH / HEADS) as u32);
    metadata.number("llama.vocab_size", tokens.len() as u32);
    metadata.value(
        "llama.attention.layer_norm_rms_epsilon",
        F32,
        &1e-5f32.to_le_bytes(),
    );
    metadata.string("tokenizer.ggml.model", "llama");
    metadata.array(
        "tokenizer.ggml.tokens",
        STRING,
        tokens.iter().map(|token| string(token)),
    );
    // Merges of higher score come first; the order among the letters is of no matter.
    let scores = (0..tokens.len()).map(|at| -(at.saturating_sub(SPECIAL_AND_BYTES) as f32));
    metadata.array(
        "tokenizer.ggml.scores",
        F32,
        scores.map(|score| score.to_le_bytes()),
    );
    // 1 is a normal token, 2 the unknown one, 3 control, 6 a byte.
    let kinds = (0..tokens.len()).map(|at| match at {
        0 => 2i32,
        1 | 2 => 3,
        SPECIAL_AND_BYTES.. => 1,
        _ => 6,
    });
    metadata.array("tokenizer.ggml.token_type", I32, kinds.map(i32::to_le_bytes));
    metadata.number("tokenizer.ggml.unknown_token_id", 0);
    metadata.number("tokenizer.ggml.bos_token_id", 1);
    metadata.number("tokenizer.ggml.eos_token_id", 2);
    metadata.value("tokenizer.ggml.add_bos_token", BOOL, &[1]);
    metadata.string(
        "tokenizer.chat_template",
        "{% for message in messages %}{{ message['content'] }}{% endfor %}",
    );

    let tensors = tensors(tokens.len());
    let mut list = Vec::new();
    let mut data = Vec::new();
    for tensor in &tensors {
        list.extend(string(&tensor.name));
        list.extend((tensor.shape.len() as u32).to_le_bytes());
        for length in &tensor.shape {
            list.extend((*length as u64).to_le_bytes());
        }
        // Type 0 is f32.
        list.extend(0u32.to_le_bytes());
        list.extend((data.len() as u64).to_le_bytes());
        data.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
        pad(&mut data);
    }

    let mut file = b"GGUF".to_vec();
    file.extend(3u32.to_le_bytes());
    file.extend((tensors.len() as u64).to_le_bytes());
    file.extend(metadata.count.to_le_bytes());
    file.extend(metadata.bytes);
    file.extend(list);
    pad(&mut file);
    file.extend(data);
    file
}

/// `▁` stands for a space. Each letter is a token, with and without a space before it; all else is spelt in bytes.
fn tokens() -> Vec<String> {
    let mut tokens: Vec<String> = ["<unk>", "<s>", "</s>"].map(str::to_owned).to_vec();
    tokens.extend((0..=255u8).map(|byte| format!("<0x{byte:02X}>")));
    tokens.push("▁".to_owned());
    tokens.extend(('a'..='z').map(String::from));
    tokens.extend(('a'..='z').map(|letter| format!("▁{letter}")));
    tokens
}

struct Tensor {
    name: String,
    /// The innermost dimension first.
    shape: Vec<usize>,
    values: Vec<f32>,
}

/// Weights of a Llama. Dimension 0 of the residual stream is the same in every embedding and no layer writes to it; the
/// output rows of special tokens and bytes subtract it. So their logits are far below every letter's whatever went
/// before, at any temperature. (A model that may emit bytes makes partial UTF-8, which llama.cpp holds back: no chunk
/// would ever arrive.)
fn tensors(vocabulary: usize) -> Vec<Tensor> {
    const CONSTANT: f32 = 8.0;
    let mut random = Random(0x666f_726b_6361_7374);
    let mut matrix = |name: &str, rows: usize, columns: usize, deviation: f32| Tensor {
        name: format!("{name}.weight"),
        shape: vec![columns, rows],
        values: (0..rows * columns).map(|_| random.normal() * deviation).collect(),
    };
    let ones = |name: &str| Tensor {
        name: format!("{name}.weight"),
        shape: vec![WIDTH],
        values: vec![1.0; WIDTH],
    };

    let mut embedding = matrix("token_embd", vocabulary, WIDTH, 1.0);
    for row in embedding.values.chunks_exact_mut(WIDTH) {
        row[0] = CONSTANT;
    }
    let mut output = matrix("output", vocabulary, WIDTH, 0.1);
    for (token, row) in output.values.chunks_exact_mut(WIDTH).enumerate() {
        row[0] = if token < SPECIAL_AND_BYTES { -CONSTANT } else { 0.0 };
    }
    let mut tensors = vec![embedding, output, ones("output_norm")];
    let kv_width = KV_HEADS * WIDTH / HEADS;
    for layer in 0..LAYERS {
        let block = format!("blk.{layer}");
        for (name, rows, columns) in [
            ("attn_q", WIDTH, WIDTH),
            ("attn_k", kv_width, WIDTH),
            ("attn_v", kv_width, WIDTH),
            ("attn_output", WIDTH, WIDTH),
            ("ffn_gate", FEED_FORWARD, WIDTH),
            ("ffn_up", FEED_FORWARD, WIDTH),
            ("ffn_down", WIDTH, FEED_FORWARD),
        ] {
            let mut weights = matrix(&format!("{block}.{name}"), rows, columns, 0.02);
            if matches!(name, "attn_output" | "ffn_down") {
                weights.values[..columns].fill(0.0);
            }
            tensors.push(weights);
        }
        tensors.push(ones(&format!("{block}.attn_norm")));
        tensors.push(ones(&format!("{block}.ffn_norm")));
    }
    tensors
}

#[derive(Default)]
struct Metadata {
    count: u64,
    bytes: Vec<u8>,
}

impl Metadata {
    fn value(&mut self, key: &str, kind: u32, bytes: &[u8]) {
        self.count += 1;
        self.bytes.extend(string(key));
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend(bytes);
    }

    fn number(&mut self, key: &str, value: u32) {
        self.value(key, U32, &value.to_le_bytes());
    }

    fn string(&mut self, key: &str, value: &str) {
        self.value(key, STRING, &string(value));
    }

    fn array<T: AsRef<[u8]>>(&mut self, key: &str, kind: u32, items: impl ExactSizeIterator<Item = T>) {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((items.len() as u64).to_le_bytes());
        for item in items {
            bytes.extend(item.as_ref());
        }
        self.value(key, ARRAY, &bytes);
    }
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Nearly normal, deviation 1: the sum of twelve uniform numbers, which needs no function that differs by platform.
    fn normal(&mut self) -> f32 {
        let sum: u64 = (0..3)
            .map(|_| self.next())
            .map(|bits| (0..4).map(|part| (bits >> (16 * part)) & 0xffff).sum::<u64>())
            .sum();
        sum as f32 / 65_536.0 - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_the_same_every_time_and_of_the_size_of_its_weights() {
        let file = tiny_model();
        assert!(file == tiny_model());
        assert_eq!(&file[..8], b"GGUF\x03\0\0\0");
        let weights: usize = tensors(tokens().len())
            .iter()
            .map(|tensor| tensor.values.len())
            .sum();
        assert!((file.len() - 4 * weights) < 32_768, "{} bytes", file.len());
    }

    #[test]
    fn random_weights_are_of_deviation_one() {
        let mut random = Random(1);
        let drawn: Vec<f32> = (0..10_000).map(|_| random.normal()).collect();
        let mean = drawn.iter().sum::<f32>() / 10_000.0;
        let square = drawn.iter().map(|value| value * value).sum::<f32>() / 10_000.0;
        assert!(
            mean.abs() < 0.05 && (square - 1.0).abs() < 0.06,
            "{mean} {square}"
        );
    }
}
