//! The PostgreSQL that tests get: asks for its password, has pgvector, is gone when killed.

use forkcast_test_servers::postgres;
use tokio_postgres::NoTls;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn vectors_are_found_by_an_hnsw_index_and_a_killed_server_is_gone() {
    let mut server = postgres();
    runtime().block_on(async {
        let (client, connection) = tokio_postgres::connect(&server.url, NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client
            .batch_execute(
                "CREATE EXTENSION vector;
                 CREATE TABLE items (id integer PRIMARY KEY, place vector(3) NOT NULL);
                 INSERT INTO items SELECT i, ARRAY[i, i % 7, 1]::vector FROM generate_series(1, 2000) AS i;
                 CREATE INDEX items_place ON items USING hnsw (place vector_l2_ops);
                 SET enable_seqscan = off;",
            )
            .await
            .unwrap();
        let query = "SELECT id FROM items ORDER BY place <-> '[1234, 2, 1]' LIMIT 3";
        let plan = client.query(&format!("EXPLAIN {query}"), &[]).await.unwrap();
        let plan: String = plan.iter().map(|row| row.get::<_, String>(0)).collect();
        assert!(plan.contains("Index Scan using items_place"), "{plan}");
        let nearest: Vec<i32> = client
            .query(query, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert_eq!(nearest[0], 1234, "{nearest:?}");

        server.kill();
        assert!(client.simple_query("SELECT 1").await.is_err());
        assert!(connection.await.unwrap().is_err());
        assert!(tokio_postgres::connect(&server.url, NoTls).await.is_err());
    });
}

#[test]
fn two_servers_do_not_meet_and_a_wrong_password_is_refused() {
    let (one, other) = (postgres(), postgres());
    assert_ne!(one.url, other.url);
    runtime().block_on(async {
        let (client, connection) = tokio_postgres::connect(&one.url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute("CREATE TABLE only_here ()").await.unwrap();
        let (client, connection) = tokio_postgres::connect(&other.url, NoTls).await.unwrap();
        tokio::spawn(connection);
        assert!(client.batch_execute("SELECT FROM only_here").await.is_err());
        let mut wrong: tokio_postgres::Config = other.url.parse().unwrap();
        wrong.password("guessed");
        assert!(wrong.connect(NoTls).await.is_err());
    });
}
