using System.Reflection;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting;

/// <summary>Ends an AppHost whose topology is wrong with the message alone and exit code 1, where there would be a stack trace.</summary>
internal static class StartupFailures
{
    private static int IsInstalled;

    /// <summary>Does nothing where the AppHost is not this process's own program, such as in a test.</summary>
    public static void ShowMessagesOnly(Assembly? appHost)
    {
        if (appHost is not null && appHost == Assembly.GetEntryAssembly() && Interlocked.Exchange(ref IsInstalled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, failure) => End(failure.ExceptionObject as Exception);
        }
    }

    /// <summary>Ends the process when its arguments say that it must not run.</summary>
    public static void EndOn(ArgumentOutcome outcome)
    {
        (outcome.ExitCode == 0 ? Console.Out : Console.Error).WriteLine(outcome.Text);
        Environment.Exit(outcome.ExitCode);
    }

    /// <summary>The message to show for an exception that says what is wrong in a sentence; null for any other.</summary>
    public static string? FindMessage(Exception? error) => error switch
    {
        DistributedApplicationException or InvalidNameException or BackendUnavailableException or ProcessStartException =>
            error.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        AggregateException { InnerExceptions: [var only] } => FindMessage(only),
        _ => null,
    };

    private static void End(Exception? error)
    {
        if (FindMessage(error) is { } message)
        {
            Console.Error.WriteLine($"The application cannot start: {message}");
            Environment.Exit(1);
        }
    }
}
