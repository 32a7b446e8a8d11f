using System.Net.Mail;
using ScaleApp.Api.Accounts;

namespace ScaleApp.Tests.Api.Accounts;

public class EmailAddressTests
{
    private static readonly string LongName = new('n', 64);
    private static readonly string LongLabel = new('d', 63);

    public static TheoryData<string, string> Accepted => new()
    {
        { "ada@example.com", "ada@example.com" },
        { "Ada.Lovelace@EXAMPLE.com", "ada.lovelace@example.com" },
        { "ada+shop@mail.example.co.uk", "ada+shop@mail.example.co.uk" },
        { "o'brien_{x}|a/b=c?d%e!f#g$h&i*j^k`l~@example.com", "o'brien_{x}|a/b=c?d%e!f#g$h&i*j^k`l~@example.com" },
        { "1@2.example", "1@2.example" },
        { "x@a-b--c.example", "x@a-b--c.example" },
        { "x@b\u00FCcher.example", "x@xn--bcher-kva.example" },
        { "x@B\u00DCCHER.example", "x@xn--bcher-kva.example" },
        { "x@bu\u0308cher.example", "x@xn--bcher-kva.example" },
        { "x@xn--bcher-kva.example", "x@xn--bcher-kva.example" },
        { "x@XN--BCHER-KVA.EXAMPLE", "x@xn--bcher-kva.example" },
        { "x@stra\u00DFe.example", "x@xn--strae-oqa.example" },
        { "x@\u4F8B\u3048\u3002\u30C6\u30B9\u30C8", "x@xn--r8jz45g.xn--zckzah" },
        { "x@\uFF45\uFF58\uFF41\uFF4D\uFF50\uFF4C\uFF45.com", "x@example.com" },
        { "x@\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.example", "x@xn--mgba3gch31f060k.example" },
        { $"{LongName}@{LongLabel}.{LongLabel}.{new string('e', 57)}.com", $"{LongName}@{LongLabel}.{LongLabel}.{new string('e', 57)}.com" },
    };

    public static TheoryData<string> Refused =>
    [
        "", "@", "ada", "ada@", "@example.com", "ada@@example.com", "ada@b@example.com", "ada@localhost",

        // Outside ASCII, also where normalising would make it ASCII: full-width letters, the Kelvin sign, the Greek question mark.
        "zo\u00EB@example.com", "zoe\u0308@example.com", "\u7528\u6237@example.com", "\uFF41da@example.com", "\u212Aate@example.com", "a\u037Eb@example.com",

        // Mail programs parse these differently.
        "a,b@example.com", "a;b@example.com", "a:b@example.com", "a b@example.com", " ada@example.com", "ada@example.com ", "ada @example.com", "ada@ example.com",
        "\"ada\"@example.com", "\"a@b\"@example.com", "\"a b\"@example.com", "ada(comment)@example.com", "(comment)ada@example.com", "ada@(comment)example.com",
        "ada@example.com(comment)", "<ada@example.com>", "Ada <ada@example.com>", "a\\b@example.com", "a[b]@example.com", "ada@[127.0.0.1]", "ada@[IPv6:::1]",
        "ada\r\n@example.com", "ada@example.com\r\nBcc: eve@example.com", "ada\0@example.com", "ada\t@example.com", "a\u00A0b@example.com", "a\u2028b@example.com",

        ".ada@example.com", "ada.@example.com", "a..da@example.com", "ada@.example.com", "ada@example.com.", "ada@example..com", "ada@example\u3002", "ada@.",

        "ada@127.0.0.1", "ada@example.123", "ada@a_b.example", "ada@-a.example", "ada@a-.example", "ada@exa mple.com", "ada@exa\u00ADmple.com",
        "ada@exam\u200Bple.com", "ada@exam\u202Eple.com", "ada@a\u200Db.example", "ada@a\uFFFEb.example", "ada@a\uFF20b.example",
        "ada@a\uFF0Fb.example", "ada@xn--.example", "ada@xn--zzzzzzzzzzzz9.example", "ada@xn--bcher-2pa.example", "ada@\u2100.example",

        $"{LongName}n@example.com", $"ada@{LongLabel}d.example", $"ada@{string.Concat(Enumerable.Repeat("\u00FC", 60))}.example",
        $"{LongName}@{LongLabel}.{LongLabel}.{new string('e', 57)}.info",
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Address_has_one_spelling_that_mail_programs_agree_on(string given, string expected)
    {
        Assert.True(EmailAddress.TryNormalize(given, out var address));

        Assert.Equal(expected, address);
        Assert.True(EmailAddress.TryNormalize(address, out var again));
        Assert.Equal(address, again);
        Assert.True(MailAddress.TryCreate(address, out var parsed));
        Assert.Equal((address, ""), (parsed.Address, parsed.DisplayName));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Address_that_mail_cannot_reach_is_refused(string given) => Assert.False(EmailAddress.TryNormalize(given, out _));
}
