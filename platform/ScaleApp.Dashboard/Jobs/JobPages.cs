using ScaleApp.Dashboard.Resources;
using ScaleApp.Dashboard.Shell;
using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Dashboard.Jobs;

/// <summary>The pages of background and recurring jobs, where there is a Redis that holds some.</summary>
internal static class JobPages
{
    /// <summary>Connecting begins with the dashboard and holds up nothing.</summary>
    public static IHostApplicationBuilder AddJobs(this IHostApplicationBuilder builder, string redis)
    {
        builder.Services.AddRedisConnection(options => options.ConnectionString = redis);
        builder.AddJobClient();
        builder.Services.AddSingleton<JobThroughput>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<JobThroughput>());
        return builder.AddNavigation(60, "Jobs", "/jobs", "jobs");
    }

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<QueuesPage>("/jobs");
        routes.MapPage<RecurringPage>("/jobs/recurring");
        routes.MapPage<JobListPage>("/jobs/list");
        routes.MapPage<JobDetailsPage>("/jobs/job");
        routes.MapPage<ServersPage>("/jobs/servers");
        routes.MapPost("/jobs/queue-command", CommandQueue);
        routes.MapPost("/jobs/recurring-command", CommandRecurring);
        routes.MapPost("/jobs/job-command", CommandJob);
    }

    private static Task<IResult> CommandQueue(HttpContext context, IJobMonitor monitor) => AnswerAsync(context, async (form, ct) =>
    {
        var queue = form["queue"].ToString();
        switch (form["command"].ToString())
        {
            case "pause":
                await monitor.PauseAsync(queue, ct);
                return new(true, $"{queue} is paused; what runs goes on");
            case "resume":
                await monitor.ResumeAsync(queue, ct);
                return new(true, $"{queue} goes on");
            case "requeue-dead":
                return new(true, $"{await monitor.RequeueDeadAsync(queue, ct):N0} dead jobs of {queue} are tried again");
            default:
                return Unknown;
        }
    });

    private static Task<IResult> CommandRecurring(HttpContext context, IRecurringJobManager recurring) => AnswerAsync(context, async (form, ct) =>
    {
        var id = form["id"].ToString();
        var gone = new CommandOutcome(false, $"There is no recurring job '{id}' any more.");
        return form["command"].ToString() switch
        {
            "trigger" => await recurring.TriggerJobAsync(id, ct) is not null ? new(true, $"{id} is enqueued now") : gone,
            "pause" => await recurring.PauseAsync(id, ct) ? new(true, $"{id} is paused") : gone,
            "resume" => await recurring.ResumeAsync(id, ct) ? new(true, $"{id} goes on with its next occurrence") : gone,
            "remove" => await recurring.RemoveIfExistsAsync(id, ct) ? new(true, $"{id} is removed") : gone,
            _ => Unknown,
        };
    });

    private static Task<IResult> CommandJob(HttpContext context, IBackgroundJobClient client) => AnswerAsync(context, async (form, ct) =>
    {
        var id = form["id"].ToString();
        return form["command"].ToString() switch
        {
            "requeue" => await client.RequeueAsync(id, ct: ct)
                ? new(true, "The job is back in its queue")
                : new(false, "The job is not one that has ended or is delayed, so it cannot be put back."),
            "delete" => await client.DeleteAsync(id, ct: ct) ? new(true, "The job is deleted") : new(false, "The job is gone already."),
            _ => Unknown,
        };
    });

    private static CommandOutcome Unknown { get; } = new(false, "There is no such command.");

    private static async Task<IResult> AnswerAsync(HttpContext context, Func<IFormCollection, CancellationToken, Task<CommandOutcome>> run)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            return new CommandAnswer(await run(form, context.RequestAborted));
        }
        catch (RedisUnavailableException)
        {
            return new CommandAnswer(new(false, "Redis does not answer; it is not known whether it was done. Look, then try again."));
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return new CommandAnswer(new(false, error.Message));
        }
    }
}
