using Microsoft.Extensions.Options;
using ScaleApp.Jobs;

namespace ScaleApp.Tests.Jobs;

public class InvocationTests
{
    private readonly JobTypes _types;

    public InvocationTests()
    {
        var options = new BackgroundJobServerOptions();
        options.AllowedAssemblies.Clear();
        options.AllowedAssemblies.Add(typeof(InvocationTests).Assembly);
        _types = new JobTypes(Options.Create(options));
    }

    public sealed record Order(Guid Id, decimal Total, DateTimeOffset At);

    public interface IMail
    {
        Task SendAsync(Guid id, Order order, int? copies, CancellationToken ct);
    }

    public sealed class Mail(List<object?> sent) : IMail
    {
        public Task SendAsync(Guid id, Order order, int? copies, CancellationToken ct)
        {
            sent.AddRange([id, order, copies]);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_call_survives_being_kept_as_text()
    {
        var id = Guid.NewGuid();
        var order = new Order(id, 12.5m, DateTimeOffset.UnixEpoch);
        var sent = new List<object?>();
        var services = new Provider(new Mail(sent));

        var kept = Kept(JobRequest.For<IMail>(x => x.SendAsync(id, order, 2 + 1, CancellationToken.None)));
        await _types.Find(kept).InvokeAsync(services, kept, new JobContext(new RunningJob(
            new TakenJob(new JobId("default", "1"), "1", kept, 1, TimeSpan.Zero), 0, _ => Task.CompletedTask)));

        Assert.Equal("SendAsync(Guid,Order,Nullable<Int32>)", kept.Invocation.Method);
        Assert.Equal([id, order, 3], sent);
    }

    [Fact]
    public void Something_else_than_one_call_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => JobRequest.For<List<string>>(x => Task.FromResult(x.Count + 1).ContinueWith<int>(t => 1)));
        Assert.Contains("without type parameters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_for_each_item_has_the_arguments_of_each()
    {
        var orders = new[] { new Order(Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch), new Order(Guid.NewGuid(), 2, DateTimeOffset.UnixEpoch) };
        var asked = 0;
        var copies = 1;
        Func<int> count = () => ++asked;

        var each = JobRequest.ForEach<IMail, Order>(
            orders, (mail, order) => mail.SendAsync(order.Id, order, count() + copies, CancellationToken.None));

        Assert.Equal(orders.Select(order => JobRequest.For<IMail>(mail => mail.SendAsync(order.Id, order, 2, CancellationToken.None))), each);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void A_call_for_each_item_has_the_queue_and_the_key_of_its_method()
    {
        var tenants = JobRequest.ForEach<ProbeJobs, string>(["a", "b"], (jobs, tenant) => jobs.ByTenantAsync("probe", tenant));
        var urgent = JobRequest.ForEach<ProbeJobs, int>([7], (jobs, number) => jobs.Urgent($"{number}"));

        Assert.Equal(["tenant-a", "tenant-b"], tenants.Select(job => job.ConcurrencyKey));
        Assert.All(tenants, job => Assert.Equal(2, job.ConcurrencyLimit));
        Assert.Equal(("critical", "[\"7\"]"), (Assert.Single(urgent).Queue, urgent[0].Invocation.Arguments));
        Assert.Empty(JobRequest.ForEach<ProbeJobs, int>([], (jobs, number) => jobs.Urgent($"{number}")));
    }

    [Fact]
    public void An_argument_that_needs_what_the_job_is_called_on_is_refused()
    {
        var one = Assert.Throws<ArgumentException>(() => JobRequest.For<List<string>>(x => x.Add(x[0])));
        var each = Assert.Throws<ArgumentException>(() => JobRequest.ForEach<List<string>, int>([1], (x, i) => x.Add(x[i])));

        Assert.All([one, each], error => Assert.Contains("must have its value now", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("ScaleApp.Tests.Jobs.Nobody, ScaleApp.Tests")]
    [InlineData("System.Collections.Generic.List`1[[System.String]], ScaleApp.Tests")]
    [InlineData("nonsense")]
    public void A_type_that_is_not_allowed_or_not_there_is_not_loaded(string type)
    {
        Assert.Throws<UnknownJobException>(() => _types.Find(Kept(new JobRequest { Invocation = new JobInvocation(type, "Start()", "[]") })));
    }

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(4, 4, 8)]
    [InlineData(10, 256, 512)]
    public void Pauses_between_attempts_double_and_vary(int attempt, double least, double most)
    {
        var delays = Enumerable.Range(0, 50).Select(_ => new AutomaticRetryAttribute().DelayAfter(attempt, new IOException())!.Value).ToList();

        Assert.All(delays, delay => Assert.InRange(delay.TotalSeconds, least, most));
        Assert.True(delays.Distinct().Count() > 10);
    }

    [Fact]
    public void Exceptions_that_another_attempt_does_not_help_end_the_job()
    {
        var retry = new AutomaticRetryAttribute { ExceptOn = [typeof(ArgumentException)] };

        Assert.Null(retry.DelayAfter(1, new ArgumentNullException()));
        Assert.NotNull(retry.DelayAfter(1, new IOException()));
        Assert.Null(retry.DelayAfter(11, new IOException()));
    }

    [Fact]
    public void What_must_be_one_line_of_a_record_is_refused_when_it_is_not()
    {
        var request = new JobRequest { Invocation = new JobInvocation("Type\n, Assembly", "Start()", "[]") };

        Assert.Contains("line break", Assert.Throws<ArgumentException>(() => Kept(request)).Message, StringComparison.Ordinal);
    }

    // What Redis keeps of it: the script puts the time before the rest.
    internal static JobRecord Kept(JobRequest request) =>
        JobRecord.Read(System.Text.Encoding.UTF8.GetBytes("1700000000000" + JobRecord.Write(request, null)));

    private sealed class Provider(IMail mail) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IMail) ? mail : null;
    }
}
