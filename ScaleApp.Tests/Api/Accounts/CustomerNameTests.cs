using ScaleApp.Api.Accounts;

namespace ScaleApp.Tests.Api.Accounts;

public class CustomerNameTests
{
    private const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";
    private const string Scotland = "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";

    public static TheoryData<string> AsWritten =>
    [
        "Ada", "Ada Lovelace", "X", "7", "?", "O'Brien-N\u00FA\u00F1ez, Jr.", "Gr\u00FC\u00DFe \U0001F642", "\U0001F642", Family, Scotland, "\u2764\uFE0F",
        "\u5F20\u4F1F", "\U00020BB7\u91CE\u5BB6", "\u845B\U000E0100", "\uD55C\uAD6D\uC5B4", "\u0645\u062D\u0645\u062F", "\u05D3\u05D5\u05D3",
        "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC", "\u0915\u094D\u200D\u0937", "\u1780\u200B\u1781", "\uE000", new('n', CustomerName.MaxLength),
    ];

    public static TheoryData<string> Refused =>
    [
        "", " ", "\u3000", "\u00A0\u2003",

        // Invisible characters only.
        "\u200B", "\u200B\u200C\u200D", "\uFEFF", "\u00AD", "\u2060", "\u0301", "\uFE0F", "\u20DD", "\u115F", "\u1160", "\u3164", "\uFFA0", "\u2800", "\U0001D159",
        "\U000E0041", "\U000E0100", "\U000E0FFF", "\uFFF5",

        // Direction marks, embeddings, overrides and isolates.
        "Ada\u061C", "\u200EAda", "A\u200Fda", "A\u202Ada", "A\u202Bda", "A\u202Cda", "A\u202Dda", "A\u202Eda", "A\u2066da", "A\u2067da", "A\u2068da", "A\u2069da",

        "A\u2028da", "Ada\u2029", "A\nda", "Ada\r\n", "\tAda", "A\0da", "A\u0085da", "A\u007Fda", "A\u001Bda",
        "A\uFFFEda",
        new('n', CustomerName.MaxLength + 1), string.Concat(Enumerable.Repeat(Family, 10)),
    ];

    [Theory]
    [MemberData(nameof(AsWritten))]
    public void Name_is_accepted_as_written(string given)
    {
        Assert.True(CustomerName.TryNormalize(given, out var name));
        Assert.Equal(given, name);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Name_that_is_blank_unprintable_or_too_long_is_refused(string given) => Assert.False(CustomerName.TryNormalize(given, out _));

    // In one test, because a runner does not carry half a surrogate pair in the name of a test.
    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.All((string[])["A\uD800da", "A\uDC00da", "\uDC00\uD800", "\uD83D"], given => Assert.False(CustomerName.TryNormalize(given, out _)));

    [Fact]
    public void Name_is_stored_and_measured_in_composed_form()
    {
        var decomposed = string.Concat(Enumerable.Repeat("e\u0301", CustomerName.MaxLength));

        Assert.True(CustomerName.TryNormalize($" {decomposed}\u3000", out var name));

        Assert.Equal(new string('\u00E9', CustomerName.MaxLength), name);
    }
}
