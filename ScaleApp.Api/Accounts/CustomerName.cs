using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ScaleApp.Api.Accounts;

/// <summary>The names that a customer can have: any script and any emoji, on one line, that shows something and changes nothing around it.</summary>
internal static class CustomerName
{
    /// <summary>In UTF-16 code units of the composed form; a family emoji takes eleven.</summary>
    public const int MaxLength = 100;

    /// <summary>The name in its composed form, without white space around it; false when a customer cannot be called that.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!NormalizedText.TryNormalize(text, out var normalized) || normalized.EnumerateRunes().Any(IsRefused))
        {
            return false;
        }

        var trimmed = normalized.Trim();
        if (trimmed.Length > MaxLength || !trimmed.EnumerateRunes().Any(IsVisible))
        {
            return false;
        }

        name = trimmed;
        return true;
    }

    // Control characters and line separators, and the characters that turn the direction of the text that follows.
    private static bool IsRefused(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.SpaceSeparator or UnicodeCategory.Format => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => false,
        _ => !IsBlank(rune.Value),
    };

    // Letters and symbols that are drawn as nothing: the fillers of Hangul, the empty braille cell, the empty note head, and the code points
    // that Unicode sets aside for invisible characters.
    private static bool IsBlank(int codePoint) => codePoint is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0x1D159
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);
}

/// <summary>Text in Unicode's composed form (NFC): what two keyboards write for one word is one sequence of characters.</summary>
internal static class NormalizedText
{
    /// <summary>False for text that is not valid Unicode, such as half a surrogate pair.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? normalized)
    {
        try
        {
            normalized = text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            // The framework offers no other way to ask.
            normalized = null;
            return false;
        }
    }
}
