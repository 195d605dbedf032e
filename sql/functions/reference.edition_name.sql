-- One spelling for all ways to write an edition: 第三批, 第 ３ 批 → 第3批; 第二十一届 → 第21届. 十 is ten
-- in a number: after a numeral or 第, not in 红十字. One expression and no query, so that a query that
-- calls it for each row has it in place.
create function reference.edition_name(edition text) returns text
language sql immutable parallel safe
return nullif(
    translate(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    -- numerals are ０ to ９ in between, which NFKC leaves nowhere else
                    translate(
                        regexp_replace(
                            normalize(edition, nfkc), '[[:space:]\u0085\u2028\u2029]+', '', 'g'
                        ),
                        '〇零一二两三四五六七八九', '００１２２３４５６７８９'
                    ),
                    '第十([０-９]?)(?![０-９十])', '第１十\1', 'g'
                ),
                '(?<![０-９十])([１-９])十(?![０-９十])', '\1０', 'g'
            ),
            '(?<![０-９十])([１-９])十([０-９])(?![０-９十])', '\1\2', 'g'
        ),
        '０１２３４５６７８９', '0123456789'
    ),
    ''
);
comment on function reference.edition_name is
'An edition in the one spelling that all ways to write it share; null: none 届次的统一写法';
