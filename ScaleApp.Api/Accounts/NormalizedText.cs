using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ScaleApp.Api.Accounts;

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
