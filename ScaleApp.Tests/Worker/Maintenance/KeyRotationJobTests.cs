using ScaleApp.Data.Tokens;
using ScaleApp.Worker;
using ScaleApp.Worker.Maintenance;

namespace ScaleApp.Tests.Worker.Maintenance;

public class KeyRotationJobTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Key_created_by_a_worker_is_used_by_the_API()
    {
        await using var worker = WorkerApplication.Create(
            [$"--ConnectionStrings:redis={api.Redis.ConnectionString}", $"--ConnectionStrings:shopdb={api.Database.ConnectionString}"]);
        await using var scope = worker.Services.CreateAsyncScope();

        await ActivatorUtilities.CreateInstance<KeyRotationJob>(scope.ServiceProvider).RunAsync(default);

        var key = Assert.Single(await api.First.Services.GetRequiredService<SigningKeyRing>().ReadAsync(default));
        Assert.NotNull(key.PrivateKey);
        Assert.Superset(new HashSet<string> { KeyRotationJob.Id, CleanupJob.Id },
            worker.Services.GetServices<RecurringJobDefinition>().Select(job => job.Id).ToHashSet());
    }
}
