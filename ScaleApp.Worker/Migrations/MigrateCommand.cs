using System.Runtime.InteropServices;
using Npgsql;
using ScaleApp.Data.Migrations;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Worker.Migrations;

/// <summary><c>ScaleApp.Worker migrate</c>: brings the database to the newest schema, seeds it, and ends.</summary>
/// <remarks>No host is built: nearly every start finds nothing to do, and everything else waits for this process.</remarks>
internal static partial class MigrateCommand
{
    public const string Name = "migrate";

    private const int Succeeded = 0, Failed = 1, Misconfigured = 2;

    // A server that is still recovering refuses connections for a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        using var logging = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var logger = logging.CreateLogger<ShopMigrator>();
        using var stopping = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stopping));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stopping));

        if (configuration.GetConnectionString("shopdb") is not { Length: > 0 } connectionString)
        {
            LogNoConnectionString(logger);
            return Misconfigured;
        }

        try
        {
            await using var database = NpgsqlDataSource.Create(connectionString);
            var plan = configuration.GetValue("Database:Seed", defaultValue: true) ? SeedPlan.Shop : null;
            await MigrateAsync(new ShopMigrator(database, TimeProvider.System, logger), plan, logger, stopping.Token);
            return Succeeded;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            LogMisconfigured(logger, error.Message);
            return Misconfigured;
        }
        catch (NpgsqlException error)
        {
            LogFailed(logger, error);
            return Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(logger);
            return Failed;
        }
    }

    private static async Task MigrateAsync(ShopMigrator migrator, SeedPlan? plan, ILogger logger, CancellationToken ct)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause *= 2)
        {
            try
            {
                await migrator.MigrateAsync(plan, ct);
                return;
            }
            catch (NpgsqlException error) when (error.IsTransient && time.GetElapsedTime(started) + pause < Patience)
            {
                LogRetry(logger, error.Message);
                await Task.Delay(pause, time, ct);
            }
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }

    [LoggerMessage(7000, LogLevel.Error, "The database has no connection string: set ConnectionStrings__shopdb")]
    private static partial void LogNoConnectionString(ILogger logger);

    [LoggerMessage(7001, LogLevel.Error, "The database could not be migrated as configured: {Reason}")]
    private static partial void LogMisconfigured(ILogger logger, string reason);

    [LoggerMessage(7002, LogLevel.Error, "The database could not be migrated; what was not committed is undone, so start again once the cause is mended")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(7003, LogLevel.Warning, "Told to stop before the database was migrated; what was not committed is undone")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(7004, LogLevel.Information, "The database does not answer yet ({Reason}), trying again")]
    private static partial void LogRetry(ILogger logger, string reason);
}
