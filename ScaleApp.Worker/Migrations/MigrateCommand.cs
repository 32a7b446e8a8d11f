using ScaleApp.Data.Schema;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Worker.Migrations;

/// <summary><c>ScaleApp.Worker migrate</c>: brings the database to the newest schema, seeds it, and exits.</summary>
internal sealed partial class MigrateCommand(
    IServiceScopeFactory scopes, IOptions<MigrateOptions> options, IOptions<AdministratorOptions> administrator, IOptions<JobOptions> jobs,
    TimeProvider time, ILogger<MigrateCommand> logger)
{
    public const string Name = "migrate";

    private const int Succeeded = 0, Failed = 1, Misconfigured = 2;

    // A server that starts or recovers refuses connections for a moment.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    /// <returns>The exit code: 0 when the database is up to date, 1 when it could not be brought there, 2 when that was misconfigured.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var host = CreateHost(args);
        await host.StartAsync();
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var exitCode = await host.Services.GetRequiredService<MigrateCommand>().RunAsync(stopping);
        await host.StopAsync();
        return exitCode;
    }

    private static IHost CreateHost(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Migrations", LogLevel.Information);

        // EF Core logs as errors what is expected here: a connection that is retried, a new database without a history.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database", LogLevel.None);

        var services = builder.Services;
        services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        services.AddOptions<MigrateOptions>().BindConfiguration(MigrateOptions.Section)
            .Configure<IConfiguration>((migrate, configuration) =>
                migrate.ConnectionString = configuration.GetConnectionString(MigrateOptions.DirectConnectionName)
                    ?? configuration.GetConnectionString(MigrateOptions.ConnectionName))
            .Validate(migrate => migrate.HasValidConnectionString(), MigrateOptions.InvalidConnectionString);
        services.AddSingleton(TimeProvider.System);
        services.AddDbContext<ShopContext>((provider, context) => context
            .UseNpgsql(provider.GetRequiredService<IOptions<MigrateOptions>>().Value.ConnectionString).UseShopConventions());
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations();
        services.AddOptions<AdministratorOptions>().BindConfiguration(AdministratorOptions.Section).ValidateDataAnnotations();
        services.AddScoped<ShopSeeder>();
        services.AddScoped<AdministratorSeeder>();
        services.AddScoped<ShopMigrator>();
        services.AddSingleton<MigrateCommand>();

        return builder.Build();
    }

    private async Task<int> RunAsync(CancellationToken stopping)
    {
        if (!TryReadOptions(out var plan, out var first))
        {
            return Misconfigured;
        }

        try
        {
            await MigrateAsync(plan, first, stopping);
            LogSucceeded();
            return Succeeded;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            LogNoDatabase(error.MessageText);
        }
        catch (Exception error)
        {
            LogFailed(error.GetBaseException().Message, error);
        }

        return Failed;
    }

    private bool TryReadOptions(out SeedPlan? plan, out SeedAdministrator? first)
    {
        try
        {
            plan = options.Value.Seed ? SeedPlan.Shop : null;
            _ = jobs.Value;
            first = administrator.Value is { Password: { } password, Email: var email } ? new SeedAdministrator(email, password) : null;
            return true;
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            LogMisconfigured(error.Message);
            (plan, first) = (null, null);
            return false;
        }
    }

    private async Task MigrateAsync(SeedPlan? plan, SeedAdministrator? first, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        for (var delay = TimeSpan.FromMilliseconds(100); ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks)))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ShopMigrator>().MigrateAsync(plan, first, ct);
                if (jobs.Value.Storage == JobStorageKind.PostgreSQL)
                {
                    await JobSchema.InstallAsync(options.Value.ConnectionString!, ct);
                }

                return;
            }
            catch (Exception error) when (IsTransient(error) && time.GetElapsedTime(started) + delay < StartTimeout)
            {
                LogRetry(delay.TotalSeconds, (error.InnerException ?? error).Message);
                await Task.Delay(delay, time, ct);
            }
        }
    }

    // EF Core wraps what it takes for a transient failure. A full disk is among it, and stays full.
    private static bool IsTransient(Exception error) =>
        (error as NpgsqlException ?? error.InnerException) is NpgsqlException { IsTransient: true, SqlState: not PostgresErrorCodes.DiskFull };

    [LoggerMessage(7000, LogLevel.Error, "The database cannot be migrated as configured: {Problem}")]
    private partial void LogMisconfigured(string problem);

    [LoggerMessage(7001, LogLevel.Information, "The database is up to date")]
    private partial void LogSucceeded();

    [LoggerMessage(7002, LogLevel.Warning, "Stopped before the database was up to date. What was not committed is rolled back: start 'migrate' again")]
    private partial void LogStopped();

    [LoggerMessage(7003, LogLevel.Error, "{Problem}. Create the database, or correct ConnectionStrings:shopdb")]
    private partial void LogNoDatabase(string problem);

    [LoggerMessage(7004, LogLevel.Error, "The database was not brought up to date: {Reason}. What failed is rolled back: correct the cause, then start 'migrate' again")]
    private partial void LogFailed(string reason, Exception error);

    [LoggerMessage(7005, LogLevel.Information, "The database is not available yet, retrying in {Delay:0.0} s: {Reason}")]
    private partial void LogRetry(double delay, string reason);
}
