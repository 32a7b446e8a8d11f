using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Jobs;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Jobs;

/// <summary>A process's worth of the job engine: a client, and a server unless it is not wanted, on a database of its own.</summary>
internal sealed class JobHost : IAsyncDisposable
{
    private readonly IHost _host;

    private JobHost(IHost host) => _host = host;

    public IBackgroundJobClient Client => _host.Services.GetRequiredService<IBackgroundJobClient>();

    public IJobMonitor Monitor => _host.Services.GetRequiredService<IJobMonitor>();

    public IRedisConnection Redis => _host.Services.GetRequiredService<IRedisConnection>();

    public IDatabase Database => Redis.Database;

    public IServiceProvider Services => _host.Services;

    public static async Task<JobHost> StartAsync(string connection, Action<BackgroundJobServerOptions>? server = null,
        bool clientOnly = false, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRedisConnection(options => options.ConnectionString = connection);
        if (clientOnly)
        {
            builder.AddJobClient();
        }
        else
        {
            builder.AddJobServer(options =>
            {
                options.AllowedAssemblies.Clear();
                options.AllowedAssemblies.Add(typeof(ProbeJobs).Assembly);
                options.WorkerCount = 10;
                server?.Invoke(options);
            });
        }

        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        var jobs = new JobHost(host);
        await jobs.Redis.WaitUntilConnectedAsync(CancellationToken.None);
        return jobs;
    }

    public Task StopAsync() => _host.StopAsync();

    public async Task<JobState?> StateAsync(string id) => (await Monitor.GetJobAsync(id))?.Job.State;

    public Task BecomesAsync(string id, JobState? state, TimeSpan? within = null) =>
        Eventually.IsTrueAsync(async () => await StateAsync(id) == state, $"job {id} is {state?.ToString() ?? "gone"}", within);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
