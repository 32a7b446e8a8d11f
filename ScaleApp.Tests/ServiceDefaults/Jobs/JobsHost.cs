using Hangfire;
using Hangfire.States;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>A client of the job storage and, when it has workers, a server, as a service would set them up.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    /// <summary>An option whose value is the connection string of a database with the tables of jobs, for <c>Storage=PostgreSQL</c>.</summary>
    public const string Database = "TestDatabase";

    private readonly IHost _host;

    private JobsHost(IHost host)
    {
        _host = host;
        Effects = new JobEffects(Redis);
    }

    public IServiceProvider Services => _host.Services;

    public IConnectionMultiplexer Redis => _host.Services.GetRequiredService<IConnectionMultiplexer>();

    public IBackgroundJobClientV2 Client => _host.Services.GetRequiredService<IBackgroundJobClientV2>();

    public JobStorage Storage => _host.Services.GetRequiredService<JobStorage>();

    public JobEffects Effects { get; }

    public static async Task<JobsHost> StartAsync(string redis, int workers = 0, Action<IServiceCollection>? configure = null,
        params (string Name, string Value)[] options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Critical);
        builder.Configuration.AddInMemoryCollection(options.Select(option => KeyValuePair.Create($"Jobs:{option.Name}", (string?)option.Value)));
        builder.Configuration["ConnectionStrings:redis"] = redis;
        builder.AddRedis();
        if (options.FirstOrDefault(option => option.Name == Database).Value is { } database)
        {
            builder.Configuration["ConnectionStrings:jobs"] = database;
            builder.AddNpgsqlDataSource("jobs");
        }

        builder.Services.AddSingleton(provider => new JobEffects(provider.GetRequiredService<IConnectionMultiplexer>()));
        builder.Services.AddScoped<IProbeJob, ProbeJob>();
        builder.AddJobStorage(typeof(IProbeJob).Assembly);
        if (workers > 0)
        {
            builder.AddJobServer(workers, "default");
        }

        // Last, so that it may replace the storage.
        configure?.Invoke(builder.Services);
        var host = new JobsHost(builder.Build());
        await host._host.StartAsync();
        return host;
    }

    /// <summary>The state of a job; null when the storage does not know it.</summary>
    public string? StateOf(string job)
    {
        using var connection = Storage.GetConnection();
        return connection.GetJobData(job)?.State;
    }

    /// <summary>Takes a job as a worker does, and never starts it.</summary>
    public string FetchAsDyingWorker(string queue = EnqueuedState.DefaultQueue)
    {
        using var connection = Storage.GetConnection();
        return connection.FetchNextJob([queue], CancellationToken.None).JobId;
    }

    public string Enqueue(System.Linq.Expressions.Expression<Func<IProbeJob, Task>> call, string queue = EnqueuedState.DefaultQueue) =>
        Client.Create(Hangfire.Common.Job.FromExpression(call), new EnqueuedState(queue));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
