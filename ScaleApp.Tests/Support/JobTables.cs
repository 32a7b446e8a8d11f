using Hangfire.Logging;

namespace ScaleApp.Tests.Support;

/// <summary>The tables of jobs in a test's database.</summary>
internal static class JobTables
{
    public static Task InstallAsync(string database)
    {
        // Hangfire has one for a process, and that of another test's host may have ended with its host.
        LogProvider.SetCurrentLogProvider(null);
        return JobSchema.InstallAsync(database, CancellationToken.None);
    }
}
