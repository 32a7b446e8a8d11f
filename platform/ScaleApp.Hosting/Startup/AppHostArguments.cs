using System.Text;

namespace ScaleApp.Hosting;

/// <summary>Reads the command line of an AppHost before it becomes configuration, which would ignore what it does not understand.</summary>
internal static class AppHostArguments
{
    public const int UsageError = 2;

    /// <summary>Why the application must not run, or null when the arguments are fine.</summary>
    public static ArgumentOutcome? Check(IReadOnlyList<string> args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            return new ArgumentOutcome(0, Help());
        }

        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            var key = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..]
                : argument.StartsWith('/') ? argument[1..]
                : argument;
            var equals = key.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && (key == argument || i + 1 == args.Count || args[++i].StartsWith("--", StringComparison.Ordinal)))
            {
                return Fail($"'{argument}' is not a setting: write --Key=Value or --Section:Key=Value.");
            }

            key = equals < 0 ? key : key[..equals];
            if (key.Length == 0 || key.StartsWith('-'))
            {
                return Fail($"'{argument}' is not a setting: write --Key=Value or --Section:Key=Value.");
            }

            if (!AppHostSettings.IsKnown(key))
            {
                return Fail($"There is no setting '{key}'.");
            }
        }

        return null;
    }

    private static ArgumentOutcome Fail(string message) => new(UsageError, $"{message} --help lists the settings.");

    private static string Help()
    {
        var text = new StringBuilder();
        text.AppendLine("Starts every resource of the topology and stops them all on Ctrl+C.").AppendLine();
        text.AppendLine("Settings, given as --Section:Key=Value:");
        foreach (var (key, meaning) in AppHostSettings.All)
        {
            text.AppendLine($"  {key,-34} {meaning}");
        }

        text.AppendLine($"  {"Parameters:{name}",-34} the value of a parameter");
        text.AppendLine($"  {"ConnectionStrings:{name}",-34} the connection string of a server outside the topology");
        text.Append($"  {"Logging:LogLevel:{category}",-34} what the host logs");
        return text.ToString();
    }
}

/// <summary>How the application ends instead of running.</summary>
/// <param name="ExitCode">0 when it did what it was asked to.</param>
/// <param name="Text">What is shown.</param>
internal sealed record ArgumentOutcome(int ExitCode, string Text);
