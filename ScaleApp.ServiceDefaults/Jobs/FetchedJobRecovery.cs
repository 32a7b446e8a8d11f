using Hangfire.Redis.StackExchange;
using Hangfire.Server;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Recovers jobs whose worker died after it fetched them and before it marked them as processing.</summary>
/// <remarks>The state of such a job names no server, so the storage frees it only after the invisibility time-out.</remarks>
internal sealed partial class FetchedJobRecovery(
    IConnectionMultiplexer redis, RedisStorageOptions storage, TimeSpan timeout, TimeSpan interval, ILogger<FetchedJobRecovery> logger) : IBackgroundProcess
{
    private static readonly string Script = EmbeddedScript.Read(typeof(FetchedJobRecovery), "recover-fetched-jobs.lua");

    public void Execute(BackgroundProcessContext context)
    {
        var database = redis.GetDatabase(storage.Db);
        foreach (var queue in database.SetMembers($"{storage.Prefix}queues"))
        {
            Recover(database, queue.ToString());
        }

        context.Wait(interval);
    }

    private void Recover(IDatabase database, string queue)
    {
        var key = $"{storage.Prefix}queue:{queue}";
        var recovered = (RedisValue[])database.ScriptEvaluate(Script, [key, $"{key}:dequeued"],
            [$"{storage.Prefix}job:", (long)timeout.TotalMilliseconds, $"{storage.Prefix}JobFetchChannel"])!;
        foreach (var id in recovered)
        {
            LogRecovered(id.ToString(), queue);
        }
    }

    [LoggerMessage(4210, LogLevel.Warning, "Job {Job} was fetched by a worker that died before starting it; it is back in queue '{Queue}'")]
    private partial void LogRecovered(string job, string queue);
}
