using Hangfire.Server;
using Hangfire.Storage;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Announces a server again when Redis does not know it any more.</summary>
/// <remarks>
/// Hangfire announces a server once, at its start. The others remove a server that stood still for longer than the time-out, and
/// a flushed Redis has forgotten all of them. The jobs of an unknown server are put back into their queue at each pass of the
/// watcher although the server runs them, so that one job is started many times.
/// </remarks>
internal sealed class ServerPresence(int workers, string[] queues, TimeSpan interval) : IBackgroundProcess
{
    public void Execute(BackgroundProcessContext context)
    {
        using (var connection = (JobStorageConnection)context.Storage.GetConnection())
        {
            if (!context.IsStopping && connection.GetValueFromHash($"server:{context.ServerId}", "StartedAt") is null)
            {
                connection.AnnounceServer(context.ServerId, new ServerContext { WorkerCount = workers, Queues = queues });
                connection.Heartbeat(context.ServerId);
            }
        }

        context.Wait(interval);
    }
}
