using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults.Globalization;

/// <summary>Text is handled alike on every machine, whatever its language.</summary>
internal static class GlobalizationExtensions
{
    private const string Decomposed = "e\u0301";

    /// <summary>Formats numbers and times in the invariant culture, and requires Unicode's tables (ICU).</summary>
    /// <exception cref="InvalidOperationException">
    /// The process runs in .NET's invariant mode. It would compare text by code points without a word: one address could open two accounts.
    /// </exception>
    public static void AddGlobalization(this IHostApplicationBuilder builder)
    {
        // In invariant mode every text counts as normalised.
        if (Decomposed.IsNormalized())
        {
            throw new InvalidOperationException(
                "The process runs without ICU, which normalises names, addresses and passwords. Remove DOTNET_SYSTEM_GLOBALIZATION_INVARIANT from its "
                + "environment, and install ICU where it is missing (Debian and Ubuntu: libicu, Alpine: icu-libs and icu-data-full).");
        }

        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }
}
