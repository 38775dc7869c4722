//! MiniLM's folder holds what an embedder reads.

#[test]
fn minilm_is_there_with_its_weights_tokens_and_shape() {
    let folder = forkcast_test_servers::minilm();
    let config = std::fs::read(folder.join("config.json")).unwrap();
    let config: serde_json::Value = serde_json::from_slice(&config).unwrap();
    assert_eq!(config["hidden_size"], 384);
    assert_eq!(config["num_hidden_layers"], 6);
    let tokens = std::fs::read(folder.join("tokenizer.json")).unwrap();
    let tokens: serde_json::Value = serde_json::from_slice(&tokens).unwrap();
    assert_eq!(tokens["model"]["vocab"].as_object().unwrap().len(), 30_522);
    // A safetensors file starts with the length of its JSON header.
    let weights = std::fs::read(folder.join("model.safetensors")).unwrap();
    let length = u64::from_le_bytes(weights[..8].try_into().unwrap()) as usize;
    let header: serde_json::Value = serde_json::from_slice(&weights[8..8 + length]).unwrap();
    assert_eq!(
        header["embeddings.word_embeddings.weight"]["shape"],
        serde_json::json!([30_522, 384])
    );
}
