-- Organisers find orders by what people tell them: names as they are typed, in any case, without accents. The bodies
-- are bound when they are made, because an index is built without a search path.

/* A text as it is compared: without accents and in small letters, also where the database's locale knows only those of
   ASCII. At most 500 characters, so that whatever a buyer wrote fits an index. */
CREATE FUNCTION compared_text(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(translate(
    lower(left(regexp_replace(normalize(left(p_text, 500), NFKD), '[\u0300-\u036f]', '', 'g'), 500)),
    'ØŁĐÐıøłđðÆŒÞςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ' ||
      'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ',
    'olddiolddæœþσαβγδεζηθικλμνξοπρστυφχψω' ||
      'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ'
  ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

/* The words of a text: what stands between spaces and punctuation. */
CREATE FUNCTION compared_words(p_text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_remove(
    regexp_split_to_array(compared_text(p_text), '[^0-9a-z\u0080-\u1fff\u2070-\U0010ffff]+'), ''
  );

/* A name as it is indexed. */
CREATE FUNCTION name_words(p_name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(compared_words(p_name));

/* What somebody typed of a name: each word, or as much of it as is typed so far. One or two letters alone are a whole
   word, because too many names begin with them. NULL where there is no word in it. */
CREATE FUNCTION name_query(p_typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT string_agg(quote_literal(word) || CASE WHEN length(p_typed) > 2 THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM unnest(compared_words(p_typed)) AS word);
