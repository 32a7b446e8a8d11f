using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Jobs;
using ScaleApp.Tests.Dashboard.Resources;
using ScaleApp.Tests.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Dashboard.Jobs;

public sealed class JobPagesTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly JobInvocation Hostile = new("Shop." + HostileTopology.Attack, "RunAsync()", $"[\"{Escaped}\"]");

    private static string Escaped => HostileTopology.Attack.Replace("\"", "\\\"", StringComparison.Ordinal);

    [RequiresFact("redis-server")]
    public async Task Nothing_of_a_job_becomes_markup()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);
        await using var jobs = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        var client = jobs.Services.GetRequiredService<IBackgroundJobClient>();
        var id = await client.CreateAsync(new JobRequest { Invocation = Hostile, Queue = "hostile" });
        await jobs.Services.GetRequiredService<IRecurringJobManager>()
            .AddOrUpdateAsync("hostile", new JobRequest { Invocation = Hostile, Queue = "hostile" }, Cron.Never());

        foreach (var path in new[] { "/jobs", "/jobs/recurring", "/jobs/servers", "/jobs/list?queue=hostile", $"/jobs/job?id={Uri.EscapeDataString(id)}" })
        {
            var page = await ReadAsync(dashboard, path);
            Assert.DoesNotContain("<img src=x", page);
            Assert.DoesNotContain("<script>", page);
        }

        Assert.Contains("&lt;script&gt;alert(2)", await ReadAsync(dashboard, $"/jobs/job?id={Uri.EscapeDataString(id)}"));
    }

    [RequiresFact("redis-server")]
    public async Task A_job_without_end_makes_no_page_without_end()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);
        await using var jobs = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        var endless = new string('x', 50_000);
        var id = await jobs.Client.CreateAsync(new JobRequest
        {
            Invocation = new("Shop." + endless, endless + "()", $"[\"{endless}\"]"),
            Queue = "endless",
        });

        foreach (var path in new[] { "/jobs/list?queue=endless", $"/jobs/job?id={Uri.EscapeDataString(id)}" })
        {
            Assert.InRange((await ReadAsync(dashboard, path)).Length, 1_000, 45_000);
        }
    }

    [RequiresFact("redis-server")]
    public async Task A_job_whose_record_is_damaged_can_be_found_and_looked_at()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);
        await using var jobs = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        var id = await jobs.Client.CreateAsync(new JobRequest { Invocation = Hostile, Queue = "damaged" });
        await jobs.Database.StringSetAsync($"{{jobs:damaged}}:job:{id.Split('/')[1]}", "what is left");

        Assert.Contains(">(damaged)</a>", await ReadAsync(dashboard, "/jobs/list?queue=damaged"));
        Assert.Contains("what is left", await ReadAsync(dashboard, $"/jobs/job?id={Uri.EscapeDataString(id)}"));
    }

    [RequiresFact("redis-server")]
    public async Task A_queue_is_paused_and_resumed_and_a_job_deleted_by_commands()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);
        await using var jobs = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        var monitor = jobs.Services.GetRequiredService<IJobMonitor>();
        var id = await jobs.Services.GetRequiredService<IBackgroundJobClient>()
            .CreateAsync(new JobRequest { Invocation = Hostile, Queue = "commanded" });
        await ReadAsync(dashboard, "/jobs");

        Assert.True((await dashboard.CommandAsync("/jobs/queue-command", ("queue", "commanded"), ("command", "pause"))).Success);
        Assert.True((await monitor.GetQueueAsync("commanded")).Paused);
        Assert.True((await dashboard.CommandAsync("/jobs/queue-command", ("queue", "commanded"), ("command", "resume"))).Success);
        Assert.False((await monitor.GetQueueAsync("commanded")).Paused);

        Assert.False((await dashboard.CommandAsync("/jobs/job-command", ("id", id), ("command", "requeue"))).Success);
        Assert.True((await dashboard.CommandAsync("/jobs/job-command", ("id", id), ("command", "delete"))).Success);
        Assert.Null(await monitor.GetJobAsync(id));
        Assert.False((await dashboard.CommandAsync("/jobs/job-command", ("id", "no id at all"), ("command", "delete"))).Success);
    }

    [RequiresFact("redis-server")]
    public async Task Throughput_is_drawn_from_the_second_look_at_the_queues_on()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);

        await Eventually.IsAsync(
            () => dashboard.ReadAsync("/jobs"), page => page.Contains("<polyline class=\"course c1\"", StringComparison.Ordinal),
            "the course of what was enqueued is drawn");
    }

    [RequiresFact("redis-server")]
    public async Task Each_of_several_queues_has_a_course_of_its_own()
    {
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), redis.ConnectionString);
        await using var jobs = await JobHost.StartAsync(redis.ConnectionString, clientOnly: true);
        foreach (var queue in new[] { "quiet", "busy" })
        {
            await jobs.Client.CreateAsync(new JobRequest { Invocation = Hostile, Queue = queue });
        }

        await Eventually.IsAsync(
            () => dashboard.ReadAsync("/jobs?queue=quiet"),
            page => page.Contains("<polyline class=\"course c1\"", StringComparison.Ordinal)
                && page.Contains("href=\"/jobs?queue=busy\" data-soft", StringComparison.Ordinal),
            "the course of one queue is drawn, and the other can be chosen");
    }

    [RequiresFact("redis-server")]
    public async Task While_redis_is_away_the_page_says_so_and_comes_back()
    {
        await using var own = await RedisServer.StartAsync();
        await using var dashboard = await HostedDashboard.StartAsync(new HostileTopology(), own.ConnectionString);
        await ReadAsync(dashboard, "/jobs");

        await own.KillAsync();
        using var response = await dashboard.Pages.GetAsync(new Uri("/jobs", UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Redis does not answer", page);
        // It looks again by itself.
        Assert.Contains("data-live-every", page);
        var (success, answer) = await dashboard.CommandAsync("/jobs/queue-command", ("queue", "default"), ("command", "pause"));
        Assert.False(success);
        Assert.Contains("Redis does not answer", answer);

        await own.RestartAsync();
        await ReadAsync(dashboard, "/jobs");
    }

    /// <summary>The dashboard connects to Redis in its own time.</summary>
    private static Task<string> ReadAsync(HostedDashboard dashboard, string path) =>
        Eventually.IsAsync(() => dashboard.ReadAsync(path), _ => true, $"{path} is shown");
}
