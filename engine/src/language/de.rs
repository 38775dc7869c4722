//! German: the words of the rows of inputs, options, presets and assumptions.
//!
//! Over 600 lines as formatted: one row for each of more than two hundred words, so that a translator has them in one file.

use super::{find, is};

pub(super) const CODE: &str = "de";
pub(super) const THOUSANDS: char = '.';
pub(super) const UNITS: &[(&str, &str)] = &[
    ("milliarden", "billion"),
    ("milliarde", "billion"),
    ("millionen", "million"),
    ("sekunden", "seconds"),
    ("sekunde", "second"),
    ("minuten", "minutes"),
    ("stunden", "hours"),
    ("stunde", "hour"),
    ("monaten", "months"),
    ("monate", "months"),
    ("monat", "month"),
    ("wochen", "weeks"),
    ("woche", "week"),
    ("jahren", "years"),
    ("jahre", "years"),
    ("jahr", "year"),
    ("tagen", "days"),
    ("tage", "days"),
    ("tag", "day"),
    ("beispiele", "examples"),
    ("beispiel", "example"),
    ("tausend", "thousand"),
    ("prozent", "percent"),
    ("mio.", "m"),
    ("mrd.", "b"),
    ("tsd.", "k"),
    ("mio", "m"),
    ("pro", "per"),
];

/// Name, then meaning, of every input by the name of its field.
#[rustfmt::skip]
const INPUTS: &[(&str, &str, &str)] = &[
    ("change_days", "Inhalte ändern sich alle", "Mittlere Zeit, bis sich ein Fakt ändert, unter den Fakten, die sich überhaupt ändern. 0,01 ist eine Viertelstunde; 3650 heißt nie."),
    ("queries_per_day", "Fragen pro Tag", "Fragen an einem durchschnittlichen Tag des ersten Monats."),
    ("budget_monthly_usd", "Monatsbudget", "Höchstkosten eines durchschnittlichen Monats, Arbeitszeit eingeschlossen. Ein Grenzwert."),
    ("ttft_p95_ms", "Erstes Token binnen (p95)", "Zeit, in der 95 von 100 Antworten beginnen müssen."),
    ("strictness", "Strenge von Form und Ton", "Anteil der Antworten, die nur mit fester Form, festem Ton oder fester Art der Begründung nützen, wie sie das Basismodell von sich aus nicht zeigt."),
    ("examples", "Kuratierte Beispiele", "Beispiele des verlangten Verhaltens mit Label, die es heute gibt."),
    ("audit", "Quellennachweis", "Ob sich eine Antwort auf ihre Quelle zurückführen lassen muss. Ist das verlangt, scheidet jeder Ansatz aus, der keine Quelle nennen kann."),
    ("permissions", "Zugriffsrechte auf Dokumente", "Wer welche Dokumente sehen darf. Gewichte können Leser nicht unterscheiden; wo sich Rechte unterscheiden, werden deshalb keine Fakten trainiert. Wo jedes Dokument eigene Leser hat, darf auch kein Prompt den ganzen Korpus enthalten."),
    ("residency", "Ort der Datenverarbeitung", "Wo Fragen, Dokumente und Antworten verarbeitet werden dürfen. Für eine Region zählt nur, was der Anbieter nachweislich in einer Region Ihrer Wahl verkauft; eigene GPUs und Server zählen überall."),
    ("erasure_days", "Löschung binnen", "Tage, in denen ein Dokument aus allem gelöscht sein muss, was antwortet. Gewichte mit seinen Fakten müssen dann mindestens so oft neu trainiert, ein Index muss so oft neu aufgebaut werden."),
    ("corpus_tokens", "Korpus", "Umfang aller Dokumente, auf denen Antworten beruhen können. Eine Seite hat etwa 500 Token."),
    ("new_facts_share", "Fragen, die eigene Daten brauchen", "Anteil der Fragen, die Fakten brauchen, die das Basismodell nicht kennt."),
    ("hops_share", "Fragen, die zwei Passagen brauchen", "Anteil der Fragen, die zwei Passagen brauchen, von denen die zweite erst durch die erste bekannt wird. Eine Suche muss beide finden."),
    ("languages", "Sprachen", "Sprachen der Dokumente. Jede weitere erschwert das Finden von Passagen; Längen in Token gelten so, wie sie in diesen Sprachen gezählt werden."),
    ("change_share", "Anteil des Korpus, der sich ändert", "Anteil der Fakten, die sich überhaupt ändern; die anderen ändern sich nie."),
    ("corpus_refresh_days", "Korpus wird erneuert alle", "Tage zwischen zwei Aufbauten eines Index oder eines Korpus im Prompt, der dann alle Änderungen auf einmal aufnimmt. Ohne Angabe folgt er jeder Änderung."),
    ("freshness_floor", "Mindestanteil aktueller Antworten", "Mindestanteil der Antworten auf Grundlage von Fakten, die das Modell kennt und die noch stimmen. Ein Grenzwert."),
    ("behaviour_penalty", "Wertverlust bei falscher Form", "Anteil am Wert einer Antwort, der verloren geht, wenn Form, Ton oder Begründung nicht stimmen."),
    ("label_quality", "Qualität der Labels", "Anteil der Beispiele, die richtig und einheitlich sind. Falsche lehren nichts, und wo viele falsch sind, gleicht keine Menge das aus: 1.000 sorgfältige Beispiele schlagen 10.000 verrauschte."),
    ("curation_per_month", "Kuratierte Beispiele pro Monat", "Zahl der Beispiele, die das Team in einem Monat schreiben oder prüfen kann."),
    ("curation_usd", "Kosten pro Beispiel", "Kosten eines kuratierten Beispiels, Arbeitszeit eingeschlossen."),
    ("log_yield", "Verwertbare Antworten aus Logs", "Anteil der Antworten aus dem Betrieb, die sich nach Aufzeichnung und Prüfung zum Training eignen."),
    ("example_tokens", "Token pro Beispiel", "Länge eines Beispiels, Frage und Antwort zusammen; Few-Shot-Beispiele sind genauso lang."),
    ("growth_monthly", "Wachstum der Last pro Monat", "Wachstum der Last in jedem Monat."),
    ("peak_factor", "Spitze im Verhältnis zum Mittel", "Last der stärksten Stunde, geteilt durch das Tagesmittel. Danach werden GPUs bemessen."),
    ("prompt_tokens", "Token von Frage und Anweisungen", "Token der Frage und der festen Anweisungen, ohne Beispiele und Passagen."),
    ("output_tokens", "Token pro Antwort", "Länge einer durchschnittlichen Antwort."),
    ("answer_spread", "Streuung der Antwortlänge (p95/p50)", "95. Perzentil der Antwortlänge, geteilt durch den Median: 1, wenn alle gleich lang sind. Längen gelten als lognormalverteilt."),
    ("thinking_tokens", "Denk-Token pro Antwort", "Token, die das Modell im Mittel denkt, bevor das erste Token der Antwort kommt. Sie werden als Ausgabe bezahlt, und man wartet auf sie."),
    ("few_shot", "Beispiele im Prompt", "Beispiele in jedem Prompt, die das verlangte Verhalten zeigen. Ein Modell nach Fine-Tuning braucht keine."),
    ("cacheable_share", "Cachebarer Anteil von Frage und Anweisungen", "Anteil von Frage und Anweisungen, der in jedem Prompt gleich ist, sodass ihn der Cache des Anbieters liefern kann. Beispiele und einen ganzen Korpus kann er immer liefern, abgerufene Passagen nie."),
    ("keep_warm", "Cache warm halten", "Ob Anfragen ohne Frage oder eine Speichergebühr verhindern, dass ein Prompt aus dem Cache fällt: wo das weniger kostet als die vermiedenen Fehlschläge oder ein früheres erstes Token es wert ist."),
    ("peak_hours_share", "Fragen zu Spitzenzeiten", "Zählt nur, wenn der Anbieter einen Preis für Spitzenzeiten hat."),
    ("batch_share", "Fragen, die warten können", "Anteil der Fragen, deren Antworten stundenlang warten können. Ein gehostetes Modell beantwortet sie in Batches, mit dem Rabatt dafür, sofern der Anbieter einen gibt; eigene GPUs beantworten sie bei wenig Last. Die Zeitgrenzen gelten nur für die übrigen."),
    ("e2e_p95_ms", "Ganze Antwort binnen (p95)", "Zeit, in der 95 von 100 Antworten vollständig sein müssen."),
    ("budget_upfront_usd", "Anfangsbudget", "Höchstkosten vor der ersten Antwort, Arbeitszeit eingeschlossen. Ein Grenzwert."),
    ("confidence", "Verlangte Sicherheit", "Sicherheit, mit der ein Ansatz alle Grenzwerte zugleich einhalten muss, um empfohlen zu werden."),
    ("horizon_months", "Zeitraum", "Monate, über die Kosten addiert werden."),
    ("start_months", "Monate bis zum Start", "Monate vom Tag der Preise bis zum Start. Jeder Monat wird zu dem Preis berechnet, der für ihn angekündigt ist."),
    ("right_answer_usd", "Wert einer richtigen Antwort", "Wert einer richtigen Antwort in der richtigen Form für Sie, in USD: was sie spart oder einbringt. Gehört zu keinem Budget; mit ihm lassen sich Ansätze nach Nettonutzen beurteilen."),
    ("wrong_answer_usd", "Kosten einer falschen Antwort", "Ihre Kosten einer falschen Antwort, die niemand bemerkt; eine bemerkte kostet einen Teil davon. Zählt im Nettonutzen, in keinem Budget."),
    ("judge_by", "Beurteilen nach", "Ansätze werden nach gewichteter Punktzahl gereiht oder nach Nettonutzen im Monat: Fragen × (Wert × richtige Antworten − Kosten × falsche), abzüglich der Ausgaben."),
    ("person_minutes", "Minuten pro Frage, von Hand", "Minuten, die ein Mensch für eine Frage braucht. Mit einer Angabe wird auch geprüft, die Fragen Menschen zu überlassen."),
    ("person_usd_per_hour", "Stundensatz der Antwortenden", "Volle Kosten pro Stunde der Menschen, die antworten würden."),
    ("person_accuracy", "Richtige Antworten eines Menschen", "Anteil der richtigen Antworten eines Menschen; die falschen bleiben unbemerkt."),
    ("supply", "Wo das Modell läuft", "Ob das Basismodell nach Token bezahlt wird oder auf GPUs läuft, die nach Stunden bezahlt werden."),
    ("model_index", "Gehostetes Modell", "Das Basismodell, wenn es gehostet wird. Für jeden Ansatz dasselbe, damit keiner durch ein billigeres Modell gewinnt."),
    ("open_model_index", "Modell auf eigenen GPUs", "Das Basismodell, wenn es auf Ihren GPUs läuft."),
    ("gpu_index", "GPU für den Betrieb", "GPU, auf der das Modell auf eigenen GPUs läuft, oder eines nach vollem Fine-Tuning."),
    ("precision", "Zahlenformat", "Zahlenformat der Gewichte auf eigenen GPUs. Gewichte, die mit weniger Bits veröffentlicht sind, behalten ihres."),
    ("utilisation", "Auslastung zur Spitze", "Anteil der Kapazität einer GPU, der zur Spitze genutzt wird, bevor eine weitere dazukommt."),
    ("gpu_purchase", "Bezug der GPUs", "Zu welchen Bedingungen GPUs für den Betrieb bezogen werden. Wo keine Quelle für diese Bedingungen einen Preis der GPU nennt, gilt der On-Demand-Preis, und eine Warnung sagt es."),
    ("spare_replicas", "Reserve-Repliken", "Repliken über den Bedarf der Spitze hinaus, damit Antworten schnell bleiben, wenn eine ausfällt."),
    ("autoscaling", "Rückgabe von GPUs bei wenig Last", "Anteil des Abstands von der Spitze zum Tagesmittel, um den GPUs bei wenig Last zurückgegeben werden; eine Replik bleibt immer. Ohne Wirkung bei reservierten und eigenen GPUs, die ohnehin bezahlt sind."),
    ("known_accuracy", "Richtige Antworten auf allgemeine Fragen", "Anteil richtiger Antworten des Basismodells auf Fragen, die keine Ihrer Daten brauchen. Ohne Angabe gilt der des verwendeten Modells."),
    ("passage_use", "Genutzte relevante Passagen", "Anteil relevanter Passagen, die das Modell nutzt, wenn es sie bekommt. Ohne Angabe gilt der des verwendeten Modells."),
    ("prompted_compliance", "Form allein durch Anweisungen eingehalten", "Anteil strenger Antworten, die allein durch Ihre Anweisungen die verlangte Form einhalten, ohne Beispiele im Prompt. Ohne Angabe gilt der des verwendeten Modells."),
    ("constrained_compliance", "Syntax bei erzwungener Ausgabe eingehalten", "Anteil der Antworten, deren Syntax bei Constrained Decoding stimmt. Ohne Angabe gilt der gewöhnlicher Schemas; sehr schwierige werden weit seltener abgedeckt."),
    ("new_known", "Richtige Antworten auf eigene Daten", "Anteil richtiger Antworten des Basismodells, ohne Hilfe, auf Fragen, die Ihre eigenen Daten brauchen. Ohne Angabe folgt er daraus, wie viel Ihrer Daten öffentlich ist."),
    ("abstention", "Zurückgehaltene falsche Antworten", "Anteil seiner falschen Antworten, die das Modell zurückhält oder kennzeichnet, wenn nichts sie stützt. Ohne Angabe gilt der des verwendeten Modells."),
    ("context_loss", "Verlust pro Verdopplung des Kontexts", "Verlust an Nutzung einer Passage pro Verdopplung des Kontexts zwischen 4.000 und 32.000 Token; darüber geht im Verhältnis des Modells mehr verloren."),
    ("public_share", "Öffentlicher Anteil Ihrer Daten", "Anteil Ihrer Fakten, der öffentlich ist, sodass ein Modell ihn gelesen haben kann. Ein Spitzenmodell kennt die Hälfte solcher seltenen Fakten, ein kleines kaum welche."),
    ("syntax_share", "Syntax in der verlangten Form", "Anteil der verlangten Form, der Syntax ist und den eine Grammatik erzwingen kann: gültiges JSON, Felder eines Schemas. Der Rest ist Stil."),
    ("grammar", "Grammatik für andere Ansätze", "Ob eine Grammatik auch über strukturierte Ausgabe hinaus die Syntax der Antworten sichert: mit Passagen oder Korpus im Prompt, mit abgerufenen oder optimierten Beispielen und bei trainierten Modellen. Das geht, wo der Anbieter des Modells eine erzwingen kann, oder auf eigenen GPUs."),
    ("classes", "Verschiedene Klassen oder Regeln", "Verschiedene Klassen, Absichten oder Regeln, die eine Antwort treffen muss. Je mehr es sind, desto mehr Beispiele sind nötig, um sie zu zeigen, im Prompt oder im Training."),
    ("likeness", "Beispiele einer Klasse lauten", "Ob Beispiele einer Klasse ähnlich lauten, wie die Formulierungen einer Absicht, oder verschieden, wie Fragen mit gleichartiger Antwort. Wo sie ähnlich lauten, enthalten die ähnlichsten Beispiele fast schon die Antwort."),
    ("noise_kind", "Falsche Labels sind", "Ob falsche Labels Versehen sind, die sich im Training bis zu einem Punkt ausgleichen, oder immer derselbe Fehler, den das Training lernt."),
    ("teacher_usd_per_m", "Preis synthetischer Texte", "Preis pro Million Token der Texte, die ein Lehrmodell schreibt, damit jeder Fakt in mehreren Formulierungen in den Trainingsdaten steht. 0 heißt, dass Sie solche Texte haben."),
    ("duplicate_share", "Doppelte Beispiele", "Anteil der Beispiele, die andere wiederholen, wörtlich oder fast."),
    ("own_input_usd", "Ihr Eingabepreis", "USD, die Sie pro Million Eingabe-Token zahlen; 0 heißt kostenlos, hier und darunter. Modelle nach Fine-Tuning behalten ihren Aufschlag."),
    ("own_cached_usd", "Ihr Cache-Preis", "USD, die Sie pro Million Eingabe-Token aus dem Cache zahlen. Ohne Angabe gilt der Anteil am Eingabepreis aus der Liste."),
    ("own_output_usd", "Ihr Ausgabepreis", "USD, die Sie pro Million Ausgabe-Token zahlen."),
    ("own_write_usd", "Ihr Preis fürs Schreiben in den Cache", "USD, die Sie pro Million Eingabe-Token zahlen, die in den Cache geschrieben werden."),
    ("own_long_above_tokens", "Ihre langen Prompts beginnen über", "Token eines Prompts, über denen Ihre Preise langer Prompts gelten, für den ganzen Prompt und seine Antwort."),
    ("own_long_input_usd", "Ihr Eingabepreis, lange Prompts", "USD, die Sie pro Million Eingabe-Token langer Prompts zahlen."),
    ("own_long_cached_usd", "Ihr Cache-Preis, lange Prompts", "USD, die Sie pro Million Eingabe-Token langer Prompts aus dem Cache zahlen."),
    ("own_long_write_usd", "Ihr Schreibpreis für den Cache, lange Prompts", "USD, die Sie pro Million Eingabe-Token langer Prompts zahlen, die in den Cache geschrieben werden."),
    ("own_long_output_usd", "Ihr Ausgabepreis, lange Prompts", "USD, die Sie pro Million Ausgabe-Token langer Prompts zahlen."),
    ("recall", "Recall der Suche", "Anteil der Fragen, bei denen die abgerufenen Passagen die mit der Antwort enthalten. Es ist der Recall der Referenz-Pipeline, aus dem der Ihrer Pipeline folgt, sofern Sie nicht angeben, dass er an Ihrer gemessen wurde. Messen Sie ihn: Wenige Eingaben zählen mehr."),
    ("recall_of", "Recall gehört zu", "Zu welcher Pipeline dieser Recall gehört. Die Referenz hat die Vorgaben: dichte Suche mit text-embedding-3-small, ein Reranker, fünf Passagen zu 400 Token, ein Korpus von 5 Millionen Token in einer Sprache. Der Recall ändert sich dann mit den Eingaben darunter. Ein Recall, der an der hier eingestellten Pipeline gemessen wurde, bleibt, wie er ist."),
    ("search_kind", "Suche", "Wie Passagen gesucht werden: über die Vektoren eines Embedding-Modells, über Wörter (BM25) oder über beides mit zusammengeführten Ergebnissen."),
    ("chunks", "Passagen pro Frage", "Abgerufene Passagen in jedem Prompt. Mehr davon enthalten häufiger die richtige und lenken von ihr ab."),
    ("chunk_tokens", "Token pro Passage", "Länge einer Passage."),
    ("embedder_index", "Embedding-Modell", "Modell, das Passagen und Fragen in Vektoren umwandelt."),
    ("store_index", "Vektorspeicher", "Wo die Vektoren gespeichert und wie sie abgerechnet werden."),
    ("rerank_candidates", "Sortierte Passagen pro Frage", "Passagen, die zu einer Frage gefunden und sortiert werden; die besten kommen in den Prompt. Nach Token verkaufte Reranker berechnen alle."),
    ("reranker_index", "Reranker", "Sortiert die abgerufenen Passagen neu."),
    ("pages", "Seiten zum Einlesen", "Seiten, die ein Parser oder OCR lesen muss, bevor ihr Text nutzbar ist. 0 heißt, dass der Korpus schon Text ist."),
    ("parse_usd_per_k_pages", "Preis für das Einlesen von 1.000 Seiten", "Preis für das Einlesen von tausend Seiten. Er fällt einmal an und erneut für das, was sich ändert."),
    ("contextual_chunks", "Passagen mit Kontext", "Ob ein Modell zu jeder Passage eine Zeile Kontext schreibt, bevor sie in den Index kommt."),
    ("contextual_usd_per_m_tokens", "Preis für Passagen mit Kontext", "Preis dieser Zeilen pro Million Token des Korpus. Er fällt einmal an und erneut für das, was sich ändert."),
    ("tuning_seller_index", "Anbieter des Fine-Tunings", "Wer ein gehostetes Modell trainiert und die trainierten Gewichte betreibt: nach Token oder auf GPUs nach Stunden. Ohne Angabe ist es der billigste oder, wo dieser in mehr als einer von zwanzig Simulationen Ihre Grenzwerte verfehlt, der nach der Regel des Ergebnisses gewählte. Preference Tuning (DPO) und Reinforcement Fine-Tuning werden ebenfalls verkauft; ihr Gewinn ist nicht veröffentlicht, deshalb haben sie keine Punktzahl. Die Methodenseite nennt ihre Anbieter."),
    ("training_place", "Wo trainiert wird", "Wo Gewichte trainiert werden, wenn ihr Anbieter anderswo trainierte annimmt. Ein Modell mit geschlossenen Gewichten wird immer bei seinem Anbieter trainiert."),
    ("training_gpu_index", "GPU für das Training", "GPU, die zum Training gemietet wird."),
    ("epochs", "Epochen", "Durchgänge durch die Trainingsdaten."),
    ("wordings", "Formulierungen pro Fakt", "Zahl der Formulierungen jedes Fakts in den Trainingsdaten. Der Anteil gelernter Fakten wächst mit ihrem Logarithmus."),
    ("experiments", "Läufe pro Release", "Trainingsläufe, bis einer gut genug für ein Release ist."),
    ("retrain_min_days", "Neues Training höchstens alle", "Kürzester Abstand, in dem das Team trainieren, evaluieren und veröffentlichen kann."),
    ("hybrid_training", "Training des Hybrids", "Ob die Trainingsbeispiele des Hybrids abgerufene Passagen enthalten. Ohne sie stützt sich das Modell weniger auf abgerufene Passagen."),
    ("teacher_index", "Lehrmodell der Destillation", "Das Modell, das Trainingsbeispiele erzeugt, wo ein Ansatz destilliert. Seine Bedingungen müssen das erlauben."),
    ("made_examples", "Vom Lehrmodell erzeugte Beispiele", "Beispiele, die das Lehrmodell erzeugt und ein Filter durchlässt."),
    ("rollouts", "Versuche der Prompt-Optimierung", "Antworten, die ein Prompt-Optimierer ausprobiert und bewertet."),
    ("search_rounds", "Runden des agentischen Retrievals", "Runden aus Suchen und Lesen, die agentisches Retrieval für eine Frage braucht."),
    ("team_usd_per_hour", "Stundensatz des Teams", "Volle Kosten eines Entwicklers pro Stunde."),
    ("build_hours_prompt", "Aufbau: Prompting (Stunden)", "Stunden, bis ein System mit Prompt läuft; mit langem Kontext doppelt so viele."),
    ("build_hours_rag", "Aufbau: Retrieval (Stunden)", "Stunden, bis Retrieval läuft: Einlesen, Index, Evaluation."),
    ("build_hours_ft", "Aufbau: Fine-Tuning (Stunden)", "Stunden, bis ein Modell trainiert, evaluiert und betrieben werden kann, ohne das Kuratieren von Beispielen."),
    ("repair_hours", "Umbau des Retrievals (Stunden)", "Stunden, um das Retrieval umzubauen, neu zu indizieren und den Recall zu messen, wo das vor allem anderen zu empfehlen ist."),
    ("upkeep_hours_prompt", "Wartung: Prompting", "Stunden im Monat, um ein System mit Prompt oder langem Kontext zu warten."),
    ("upkeep_hours_rag", "Wartung: Retrieval", "Stunden im Monat, um Retrieval zu warten."),
    ("upkeep_hours_ft", "Wartung: Fine-Tuning", "Stunden im Monat, um ein Modell nach Fine-Tuning zu warten, ohne seine Releases."),
    ("release_hours", "Stunden pro Release", "Stunden, um ein Modell zu kuratieren, zu trainieren, zu evaluieren und zu veröffentlichen."),
    ("migration_hours", "Stunden für einen Modellwechsel", "Stunden für den Wechsel auf ein anderes Modell, wenn der Anbieter dieses einstellt: Prompts anpassen und Antworten neu testen. Modelle nach Fine-Tuning werden außerdem neu trainiert und veröffentlicht."),
    ("unannounced_end", "Jährliche Chance einer Einstellung ohne Ankündigung", "Chance, dass der Anbieter ein Modell binnen eines Jahres einstellt, obwohl kein Ende angekündigt ist. Ein durchschnittlicher Monat trägt diesen Anteil eines Modellwechsels, auf zwölf Monate verteilt. Zählt für gehostete Modelle ohne angekündigtes Ende, nicht für Gewichte auf GPUs."),
    ("eval_margin", "Genauigkeit der Evaluation", "Halbe Breite des 95-%-Intervalls, in dem die Evaluation den Anteil richtiger Antworten bestimmen muss. Der Satz hat so viele Fragen, wie das braucht: 384 für 5 Prozentpunkte, 1.067 für 3."),
    ("eval_item_usd", "Kosten pro Evaluationsfrage", "Kosten einer Frage mit Referenzantwort im Evaluationssatz, einmal bezahlt."),
    ("grading_usd", "Kosten einer Bewertung", "Kosten der Bewertung einer Antwort. Jede Evaluation bewertet den ganzen Satz: einmal vor dem Start, erneut für jedes Release eines trainierten Modells und bei einem Modellwechsel."),
    ("monitored_share", "Im Betrieb bewertete Antworten", "Anteil der Antworten im Betrieb, die bewertet werden."),
    ("guard_usd", "Wächtermodell pro Frage", "Kosten pro Frage eines Wächtermodells, das Frage und Antwort prüft."),
    ("weight_quality", "Qualität", "Gewicht insgesamt richtiger Antworten."),
    ("weight_cost", "Kosten", "Gewicht der Gesamtkosten im Zeitraum, im Verhältnis zu den Kosten der Ansätze untereinander."),
    ("weight_latency", "Latenz", "Gewicht der Zeit bis zum ersten Token, im Verhältnis zu ihrem Grenzwert."),
    ("weight_freshness", "Aktualität", "Gewicht von Antworten auf Grundlage von Fakten, die noch stimmen."),
    ("weight_traceability", "Nachweisbarkeit", "Gewicht von Antworten, die ihre Quelle nennen. Zählt nicht, wenn kein Quellennachweis nötig ist."),
    ("weight_time", "Zeit bis zum Start", "Gewicht eines frühen Starts."),
    ("weight_simplicity", "Einfachheit", "Gewicht weniger beweglicher Teile und der Freiheit, das Modell zu wechseln."),
    ("hybrid_margin", "Nötiger Vorsprung des Hybrids", "Vorsprung an Punkten, den der Hybrid vor dem besten Einzelansatz braucht, damit sich der Betrieb von beidem rechtfertigt."),
    ("measured_start_p50_ms", "Netz und Warteschlange, p50", "Zeit bis zum ersten Token ohne Prefill: Netz und Warteschlange zusammen. 0 heißt nicht gemessen, hier und darunter."),
    ("measured_start_p95_ms", "Netz und Warteschlange, p95", "Das 95. Perzentil davon."),
    ("measured_prefill_tps", "Prefill-Tempo", "Prompt-Token, die pro Sekunde gelesen werden."),
    ("measured_decode_tps", "Ausgabetempo", "Token pro Sekunde einer Antwort."),
    ("measured_embed_p50_ms", "Embedding, p50", "Embedding einer Frage, Median."),
    ("measured_embed_p95_ms", "Embedding, p95", "Das 95. Perzentil davon."),
    ("measured_search_p50_ms", "Suche, p50", "Suche im Vektorspeicher samt Netz, Median."),
    ("measured_search_p95_ms", "Suche, p95", "Das 95. Perzentil davon."),
    ("measured_train_tps", "LoRA-Trainingstempo", "Token pro Sekunde, auf denen eine GPU mit LoRA trainiert; die anderen Methoden behalten ihr Verhältnis dazu."),
    ("sure_change_days", "Wie sicher: Änderungen der Inhalte", SURE),
    ("sure_queries_per_day", "Wie sicher: Fragen pro Tag", SURE),
    ("sure_strictness", "Wie sicher: Strenge", SURE),
    ("sure_examples", "Wie sicher: Beispiele", SURE),
    ("sure_corpus_tokens", "Wie sicher: Korpus", SURE),
    ("sure_new_facts_share", "Wie sicher: Fragen, die eigene Daten brauchen", SURE),
    ("sure_label_quality", "Wie sicher: Qualität der Labels", SURE),
    ("sure_right_answer_usd", "Wie sicher: Wert einer richtigen Antwort", SURE),
    ("sure_wrong_answer_usd", "Wie sicher: Kosten einer falschen Antwort", SURE),
    ("sure_recall", "Wie sicher: Recall", SURE),
];

const SURE: &str = "Wie sicher Sie sich dabei sind. Eine grobe Schätzung darf doppelt so weit danebenliegen wie ein etwa richtiger Wert; Simulationen ziehen entsprechend.";

/// Options by the name of the field and their ids; `sure` stands for every input that says how sure the team is.
#[rustfmt::skip]
const OPTIONS: &[(&str, &str, &str)] = &[
    ("sure", "fixed", "fest"),
    ("sure", "about-right", "etwa richtig"),
    ("sure", "rough-guess", "grob geschätzt"),
    ("audit", "none", "nicht nötig"),
    ("audit", "useful", "nützlich"),
    ("audit", "required", "verlangt"),
    ("permissions", "none", "alle sehen alles"),
    ("permissions", "by-role", "nach Rolle"),
    ("permissions", "by-document", "nach Dokument"),
    ("residency", "any", "überall"),
    ("residency", "region", "in einer Region Ihrer Wahl"),
    ("residency", "own-cloud", "im eigenen Cloud-Konto"),
    ("residency", "on-premises", "im eigenen Haus"),
    ("keep_warm", "when-it-pays", "wenn es sich lohnt"),
    ("keep_warm", "never", "nie"),
    ("judge_by", "score", "Punktzahl"),
    ("judge_by", "net-value", "Nettonutzen"),
    ("supply", "hosted", "gehostete API"),
    ("supply", "own-gpus", "eigene oder gemietete GPUs"),
    ("precision", "bf16", "bf16"),
    ("precision", "fp8", "fp8"),
    ("precision", "int4", "int4"),
    ("gpu_purchase", "on-demand", "on demand"),
    ("gpu_purchase", "reserved", "reserviert"),
    ("gpu_purchase", "spot", "Spotmarkt"),
    ("gpu_purchase", "owned", "im Besitz"),
    ("grammar", "off", "aus"),
    ("grammar", "on", "an"),
    ("likeness", "alike", "ähnlich"),
    ("likeness", "different", "verschieden"),
    ("noise_kind", "random", "zufällig"),
    ("noise_kind", "systematic", "systematisch"),
    ("recall_of", "reference", "der Referenz-Pipeline"),
    ("recall_of", "as-set", "der hier eingestellten Pipeline"),
    ("search_kind", "dense", "dicht"),
    ("search_kind", "lexical", "lexikalisch (BM25)"),
    ("search_kind", "fused", "dicht und lexikalisch, zusammengeführt"),
    ("contextual_chunks", "off", "aus"),
    ("contextual_chunks", "on", "an"),
    ("training_place", "rented", "gemietete GPUs"),
    ("training_place", "managed", "der Anbieter"),
    ("hybrid_training", "plain", "nur Fragen und Antworten"),
    ("hybrid_training", "retrieval-aware", "mit Passagen, relevanten und irrelevanten"),
];

/// Name, then kind of system, of every preset.
#[rustfmt::skip]
const PRESETS: &[(&str, &str, &str)] = &[
    ("legal-research", "Juristische Recherche", "Juristen durchsuchen Gesetze und Urteile, die sich wöchentlich ändern, und jede Antwort muss ihre Quelle nennen."),
    ("support-docs", "Support zu wechselnder Doku", "Kunden fragen nach einem Produkt, dessen Dokumentation sich jede Woche ändert."),
    ("financial-analysis", "Finanzanalyse", "Analysten fragen nach Pflichtmeldungen und Marktdaten, die sich stündlich ändern."),
    ("clinical-notes", "Zusammenfassung klinischer Notizen", "Ein Modell fasst Notizen zusammen, die schon im Prompt stehen, in Aufbau und Begriffen des Hauses."),
    ("json-schema", "Eigenes JSON-Schema", "Ein Dienst muss jedes Mal JSON liefern, dessen Namen, Codes und Wortlaut Dutzenden interner Regeln folgen; eine Grammatik sichert nur die Syntax."),
    ("regulated-assistant", "Assistent unter Aufsicht", "Die Compliance muss jede Antwort auf ein Dokument zurückführen können."),
    ("fresh-and-strict", "Neue Fakten, strenge Form", "Fakten ändern sich alle paar Tage, und jede Antwort muss einer starren Form folgen; Trainingsbeispiele sind vorhanden."),
    ("thin-data", "Strenge Form, wenig Daten", "Antworten müssen einer festen Form folgen, aber es gibt noch kaum Trainingsbeispiele."),
];

#[rustfmt::skip]
const ASSUMPTIONS: &[(&str, &str, &str)] = &[
    ("prior_new", "Basismodell richtig bei unbekannten Fakten", ""),
    ("at_passage_use", "Nutzung relevanter Passagen, Lage im Bereich des Modells", ""),
    ("distraction", "Verlorene Antworten bei irrelevanten Passagen", ""),
    ("uptake", "Gelernte Fakten durch Fine-Tuning mit je 10 Formulierungen", ""),
    ("plain_use_factor", "Nutzung von Passagen nach Training ohne sie", ""),
    ("aware_gap_closed", "Zurückgewonnene Passagen durch Training mit Passagen", ""),
    ("at_instructions", "Durch Prompting befolgte Anweisungen, Lage im Bereich des Modells", ""),
    ("tuned_compliance", "Strenges Verhalten nach reichlichem Training", ""),
    ("examples_half", "Brauchbare Beispiele, die den halben Abstand schließen, wenige Klassen oder Regeln", ""),
    ("enough_gain", "Anteil des Abstands, den ein Prompt mit denselben Beispielen schließt; ein Training, das weniger schließt, lohnt nicht", ""),
    ("full_forgetting", "Verlorene bekannte Fakten beim Training aller Gewichte", ""),
    ("at_context_loss", "Verlorene Nutzung einer Passage im langen Kontext, Lage im Bereich des Modells", ""),
    ("at_declines", "Zurückgehaltene falsche Antworten, Lage im Bereich des Modells", ""),
    ("declines_kept", "Nach dem Training erhaltenes Zurückhalten falscher Antworten", ""),
    ("caught_by_citation", "Falsch gelesene Passagen, die Leser durch die Quellenangabe bemerken", ""),
    ("index_lag_minutes", "Minuten, bis ein neues Dokument gefunden wird", ""),
    ("refresh_months", "Monate zwischen Trainings, wenn sich kein Fakt ändert", ""),
    ("network_ms", "Netz-Umlaufzeit zu einem gehosteten Modell, p50", ""),
    ("network_p95_ms", "Netz-Umlaufzeit zu einem gehosteten Modell, p95", ""),
    ("hosted_queue_ms", "Warteschlange bei einem gehosteten Modell, p50", ""),
    ("hosted_queue_p95_ms", "Warteschlange bei einem gehosteten Modell, p95", ""),
    ("hosted_prefill_tps", "Prefill-Tempo eines gehosteten Modells", ""),
    ("hosted_decode_tps", "Ausgabetempo eines gehosteten Modells, pro Antwort", ""),
    ("store_hop_ms", "Netz-Umlaufzeit zu einem gehosteten Vektorspeicher, p50", ""),
    ("index_overhead", "Größe des Index im Verhältnis zu den bloßen Vektoren", ""),
    ("prefill_mfu", "Anteil der Spitzen-FLOP/s im Betrieb (bf16, dicht)", ""),
    ("decode_mbu", "Anteil der Speicherbandbreite beim Decode", ""),
    ("full_training_mfu", "Anteil der Spitzen-FLOP/s beim Training aller Gewichte", ""),
    ("lora_training_mfu", "Anteil der Spitzen-FLOP/s beim Training von Adaptern", ""),
    ("qlora_speed", "Tempo von QLoRA im Verhältnis zu LoRA", ""),
    ("hold_hours", "Stunden, die eine Trainingsmaschine pro Lauf außer den Schritten belegt ist", ""),
    ("uptake_ample", "Gelernte Fakten durch Fine-Tuning mit je 350 Formulierungen", ""),
    ("noticed_cost", "Kosten einer bemerkten falschen Antwort im Verhältnis zu einer unbemerkten", ""),
    ("at_syntax", "Eingehaltene Syntax, Lage im Bereich des Modells", ""),
    ("at_facts", "Bekannte Fakten, Lage im Bereich des Modells", ""),
    ("shots_per_class", "Beispiele im Prompt, die den halben Abstand schließen, pro Klasse oder Regel", ""),
    ("retrieved_half", "Abgerufene Beispiele im Prompt, die den halben Abstand schließen, wo die einer Klasse ähnlich lauten", ""),
    ("retrieved_end", "Strenges Verhalten mit reichlich abgerufenen Beispielen, wenige oder verschieden lautende Klassen", ""),
    ("examples_per_class", "Brauchbare Beispiele, die durch Training den halben Abstand schließen, pro Klasse oder Regel", ""),
    ("optimised_gap", "Anteil des Abstands zum Training, den Prompt-Optimierung schließt", ""),
    ("noise_knee", "Anteil zufällig falscher Labels, der nicht schadet", ""),
    ("noise_slope", "Verlorene richtige Antworten je weiterem Anteil zufällig falscher Labels", ""),
    ("lora_uptake", "Von Adaptern gelernte Fakten im Verhältnis zum Training aller Gewichte", ""),
    ("agent_tokens", "Token des agentischen Retrievals im Verhältnis zu einer Suche, bei drei Runden", ""),
    ("filter_catch", "Schlechte Beispiele eines Lehrmodells, die der Filter verwirft", ""),
    ("lever_effect", "Wirkung einer Änderung am Retrieval im Verhältnis zur veröffentlichten", ""),
    ("passages_exponent", "Abnahme der Fehlquote mit der Zahl der Passagen (Exponent)", ""),
    ("crowding", "Zunahme ungenutzter Passagen mit der Zahl der Passagen (Exponent)", ""),
    ("corpus_growth", "Zunahme der Fehlquote mit dem Korpus (Exponent)", ""),
    ("language_exponent", "Zunahme der Fehlquote mit der Zahl der Sprachen (Exponent)", ""),
];

/// Reasons for the defaults of inputs, by their English words; names of sources alone have none.
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
#[rustfmt::skip]
const SOURCES: &[(&str, &str)] = &[
    ("Not measured", "Nicht gemessen"),
    ("an estimate", "eine Schätzung"),
    ("Your price of short prompts", "Ihr Preis kurzer Prompts"),
    ("By model: its tier in ability.toml", "Nach Modell: seine Klasse in ability.toml"),
    ("The catalog's price", "Der Preis des Katalogs"),
    ("By model: its row in models.toml, or its tier in ability.toml", "Nach Modell: seine Zeile in models.toml oder seine Klasse in ability.toml"),
    ("Not set by default: only you know it", "Ohne Vorgabe: Nur Sie kennen ihn"),
    ("the usual first version", "die übliche erste Version"),
    ("the most rented one", "die meistgemietete"),
    ("small", "klein"),
    ("Zero by default: only you know it", "Vorgabe null: Nur Sie kennen sie"),
    ("Zero by default: no guard model", "Vorgabe null: kein Wächtermodell"),
    ("The catalog's factor on your input price", "Der Faktor des Katalogs auf Ihren Eingabepreis"),
    ("Not set: your prices hold at any length", "Nicht gesetzt: Ihre Preise gelten bei jeder Länge"),
    ("Not set: no duty to erase", "Nicht gesetzt: keine Löschpflicht"),
    ("Not set: each change is taken in", "Nicht gesetzt: Jede Änderung wird übernommen"),
    ("Net value needs your worth of a right answer", "Der Nettonutzen braucht den Wert einer richtigen Antwort"),
    ("Launch at once", "Sofortiger Start"),
    ("A rule: the least for training and serving over the horizon, if it is in time", "Eine Regel: die geringsten Kosten für Training und Betrieb im Zeitraum, sofern schnell genug"),
    ("A rule: the least cost, where the seller documents the life of its cache", "Eine Regel: die geringsten Kosten, wo der Anbieter die Lebensdauer seines Caches angibt"),
    ("two paragraphs", "zwei Absätze"),
    ("two hours a week", "zwei Stunden pro Woche"),
    ("two engineers for two months", "zwei Entwickler für zwei Monate"),
    ("two and a half days", "zweieinhalb Tage"),
    ("three weeks", "drei Wochen"),
    ("three hours a week", "drei Stunden pro Woche"),
    ("three days, as to build a prompt", "drei Tage, wie für den Aufbau eines Prompts"),
    ("three days", "drei Tage"),
    ("three and a half weeks", "dreieinhalb Wochen"),
    ("thinking is switched off; no source gives the usual number of any model of the catalog, so measure it", "Denken ist abgeschaltet; keine Quelle nennt die übliche Zahl für ein Modell des Katalogs, also messen"),
    ("they can be counted", "sie lassen sich zählen"),
    ("the same model as hosted", "dasselbe Modell wie gehostet"),
    ("the rules of a style guide", "die Regeln eines Styleguides"),
    ("the most used one", "das meistgenutzte"),
    ("the fleet of the peak runs all day", "die GPUs der Spitze laufen den ganzen Tag"),
    ("the corpus is text already", "der Korpus ist schon Text"),
    ("the constraint does most of the work", "die erzwungene Syntax leistet das meiste"),
    ("ten a working day", "zehn pro Arbeitstag"),
    ("teams that combine both train for it", "Teams, die beides verbinden, trainieren dafür"),
    ("somebody waits for each answer", "auf jede Antwort wartet jemand"),
    ("some minutes of an expert's time", "einige Minuten einer Fachkraft"),
    ("some 10,000 pages", "etwa 10.000 Seiten"),
    ("small hosted models in batches: half of 0.50 USD per million output tokens", "kleine gehostete Modelle in Batches: die Hälfte von 0,50 USD pro Million Ausgabe-Token"),
    ("slips of several people", "Versehen mehrerer Menschen"),
    ("room for bursts", "Reserve für Spitzen"),
    ("one question in three", "eine von drei Fragen"),
    ("one question in ten joins two documents", "eine von zehn Fragen verbindet zwei Dokumente"),
    ("one language", "eine Sprache"),
    ("one in a hundred", "einer von hundert"),
    ("one audience", "eine Leserschaft"),
    ("one answer in fifty", "eine von fünfzig Antworten"),
    ("office hours in one time zone", "Bürozeiten in einer Zeitzone"),
    ("nobody requires sources yet", "noch verlangt niemand Quellen"),
    ("nobody has measured it yet", "noch hat ihn niemand gemessen"),
    ("no rule against hosted models", "keine Regel gegen gehostete Modelle"),
    ("no loss of quality", "kein Qualitätsverlust"),
    ("nearly all of it is internal", "fast alles ist intern"),
    ("most teams start hosted", "die meisten Teams beginnen gehostet"),
    ("most teams rank it first", "die meisten Teams setzen sie an erste Stelle"),
    ("most documents never change", "die meisten Dokumente ändern sich nie"),
    ("loaded cost of a support agent", "volle Kosten einer Supportkraft"),
    ("loaded cost of a US engineer at about 190,000 USD a year", "volle Kosten eines US-Entwicklers mit etwa 190.000 USD im Jahr"),
    ("half free text, half forms", "halb freier Text, halb Formulare"),
    ("free answers of chats, 2 to 3; a fixed form has 1.0 to 1.3", "freie Antworten von Chats, 2 bis 3; eine feste Form hat 1,0 bis 1,3"),
    ("four times in five", "in vier von fünf Fällen"),
    ("four for each that is used", "vier je genutzter"),
    ("duplicates have been removed", "Doppelte sind entfernt"),
    ("checked by one person", "von einer Person geprüft"),
    ("beyond its effect on quality", "über die Wirkung auf die Qualität hinaus"),
    ("as intents do", "wie Absichten"),
    ("as freshness", "wie die Aktualität"),
    ("an hour a week", "eine Stunde pro Woche"),
    ("an experienced person", "ein erfahrener Mensch"),
    ("an assistant of a mid-sized company", "ein Assistent eines mittelgroßen Unternehmens"),
    ("an able model whose licence has no condition on what it puts out", "ein fähiges Modell, dessen Lizenz keine Bedingung an seine Ausgaben stellt"),
    ("all three methods are then available", "dann stehen alle drei Methoden zur Wahl"),
    ("all but the question", "alles außer der Frage"),
    ("about as many as teach what can be taught", "etwa so viele, wie das Lehrbare lehren"),
    ("about a third of an engineer's cost", "etwa ein Drittel der Kosten eines Entwicklers"),
    ("a week", "eine Woche"),
    ("a low bar", "eine niedrige Hürde"),
    ("a parser rejects it, a person may still read it", "ein Parser weist es ab, ein Mensch kann es noch lesen"),
    ("a page and a half", "anderthalb Seiten"),
    ("a quarter more in a year", "ein Viertel mehr im Jahr"),
    ("a short system prompt and a paragraph", "ein kurzer System-Prompt und ein Absatz"),
    ("Even traffic: 35 of 168 hours (DeepSeek)", "Gleichmäßige Last: 35 von 168 Stunden (DeepSeek)"),
    ("a reader's patience with streamed text", "die Geduld von Lesern, während der Text erscheint"),
    ("about the seed article's model size, sold per token without an announced end and available for every kind of fine-tuning", "etwa die Modellgröße des Artikels, nach Token verkauft, ohne angekündigtes Ende und für jede Art von Fine-Tuning zu haben"),
    ("a restart of some minutes is accepted", "ein Neustart von einigen Minuten ist hinnehmbar"),
    ("a schema is added to structured output alone", "nur Strukturierte Ausgabe erhält ein Schema"),
    ("between the 0.30 and 0.93 fitted on published results, for a tuned pipeline", "zwischen den 0,30 und 0,93, die an veröffentlichten Ergebnissen angepasst sind, für eine abgestimmte Pipeline"),
    ("a hosted, serverless one", "ein gehosteter ohne eigene Server"),
    ("a hosted one", "ein gehosteter"),
    ("between the 10 of Ovadia et al. 2023 and the 350 of Yang et al. 2024", "zwischen den 10 von Ovadia u. a. 2023 und den 350 von Yang u. a. 2024"),
    ("a small sweep of rates and mixtures", "eine kleine Suche über Lernraten und Mischungen"),
    ("a monthly release", "eine Ausgabe im Monat"),
    ("GEPA passes reinforcement learning after 300 to 1,200 (arXiv 2507.19457)", "GEPA übertrifft Reinforcement Learning nach 300 bis 1.200 (arXiv 2507.19457)"),
    ("a search, a second with what was read, and a check", "eine Suche, eine zweite mit dem Gelesenen und eine Prüfung"),
    ("Mistral OCR 4 (LiteLLM 1.110.2); others take 1.5 to 30", "Mistral OCR 4 (LiteLLM 1.110.2); andere verlangen 1,5 bis 30"),
    ("Fitted on the 56 models of the catalog with a release day, of which 15 have ended or will (13% to 29% at 90%)", "Angepasst an die 56 Modelle des Katalogs mit Erscheinungstag, von denen 15 eingestellt sind oder werden (13 % bis 29 % bei 90 %)"),
    ("a gain of a few points shows only in some hundred questions", "ein Gewinn von einigen Punkten zeigt sich erst bei einigen hundert Fragen"),
    ("15 to 30 an hour at $30 an hour (theneuralbase.com, 2026)", "15 bis 30 pro Stunde bei 30 $ pro Stunde (theneuralbase.com, 2026)"),
    ("By a model $0.003, by a crowd worker $0.08, by an expert $1 and more (Pan, tianpan.co, 2026-04-19)", "Durch ein Modell 0,003 $, durch Crowdworker 0,08 $, durch Fachleute 1 $ und mehr (Pan, tianpan.co, 2026-04-19)"),
    ("second", "an zweiter Stelle"),
    ("a usual top k", "ein übliches Top-k"),
    ("a usual planning horizon", "ein üblicher Planungszeitraum"),
    ("a usual instruction run", "ein üblicher Instruktionslauf"),
    ("a usual few-shot prompt", "ein üblicher Few-Shot-Prompt"),
    ("a usual chunk", "eine übliche Passage"),
    ("a tie goes to the simpler system", "bei Gleichstand gewinnt das einfachere System"),
    ("a third is a form that can be parsed, the rest tone, choice of words and reasoning", "ein Drittel ist eine parsbare Form, der Rest Ton, Wortwahl und Begründung"),
    ("a team that updates its documents monthly", "ein Team, das seine Dokumente monatlich erneuert"),
    ("a team that starts commits to nothing", "ein Team am Anfang legt sich auf nichts fest"),
    ("a team that has started to collect", "ein Team, das zu sammeln begonnen hat"),
    ("a chat that still feels immediate", "ein Chat, der noch unmittelbar wirkt"),
];

/// Embedders, stores and rerankers whose labels say more than a name.
#[rustfmt::skip]
const PARTS: &[(&str, &str)] = &[
    ("MiniLM, in process", "MiniLM, im Prozess"),
    ("HNSW index, in process", "HNSW-Index, im Prozess"),
    ("Cross-encoder, in process", "Cross-Encoder, im Prozess"),
    ("BGE-M3, hosted", "BGE-M3, gehostet"),
    ("Qwen3 Embedding 0.6B, hosted", "Qwen3 Embedding 0.6B, gehostet"),
    ("Qwen3 Embedding 4B, hosted", "Qwen3 Embedding 4B, gehostet"),
    ("Qwen3 Embedding 8B, hosted", "Qwen3 Embedding 8B, gehostet"),
    ("PostgreSQL with pgvector", "PostgreSQL mit pgvector"),
    ("None", "Keiner"),
];

const fn begins_with_sure(field: &str) -> bool {
    let field = field.as_bytes();
    field.len() > 5
        && field[0] == b's'
        && field[1] == b'u'
        && field[2] == b'r'
        && field[3] == b'e'
        && field[4] == b'_'
}

/// The row of that name. A panic here is an error of the compiler: the functions are used for constants alone.
#[expect(
    clippy::panic,
    reason = "an error of the compiler: the function is used for constants alone"
)]
const fn row(rows: &[(&str, &'static str, &'static str)], name: &str) -> (&'static str, &'static str) {
    let mut i = 0;
    while i < rows.len() {
        if is(rows[i].0, name) {
            return (rows[i].1, rows[i].2);
        }
        i += 1;
    }
    panic!("engine/src/language/de.rs has no words for a row")
}

pub(super) const fn input(field: &str, _: &'static str) -> &'static str {
    row(INPUTS, field).0
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(super) const fn meaning(field: &str, _: &'static str) -> &'static str {
    row(INPUTS, field).1
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(super) const fn source(english: &'static str) -> &'static str {
    match find(SOURCES, english) {
        Some(german) => german,
        None => english,
    }
}

#[expect(
    clippy::panic,
    reason = "an error of the compiler: the function is used for constants alone"
)]
pub(super) const fn option(field: &str, id: &str, _: &'static str) -> &'static str {
    let field = if begins_with_sure(field) { "sure" } else { field };
    let mut i = 0;
    while i < OPTIONS.len() {
        if is(OPTIONS[i].0, field) && is(OPTIONS[i].1, id) {
            return OPTIONS[i].2;
        }
        i += 1;
    }
    panic!("engine/src/language/de.rs has no words for an option")
}

pub(super) const fn preset(id: &str, _: &'static str) -> &'static str {
    row(PRESETS, id).0
}

pub(super) const fn blurb(id: &str, _: &'static str) -> &'static str {
    row(PRESETS, id).1
}

/// The part of retrieval by its English label; names of products stay.
pub(super) const fn part(english: &'static str) -> &'static str {
    match find(PARTS, english) {
        Some(german) => german,
        None => english,
    }
}

pub(super) const fn assumption(key: &str, _: &'static str) -> &'static str {
    row(ASSUMPTIONS, key).0
}
