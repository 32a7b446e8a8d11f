using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using ScaleApp.Api.Accounts;
using ScaleApp.Bench.Measuring;
using ScaleApp.Bench.Probing;
using Replica = ScaleApp.Api.Replicas.Replica;

namespace ScaleApp.Bench.Checking;

/// <summary>Checks that a running shop keeps nothing in one replica that another needs. Without a folder of mail, jobs cannot be seen.</summary>
internal sealed class Checklist(CheckedShop shop, int requests, string? mailFolder)
{
    private const int Orders = 10, Changes = 3, ReadsOfAChange = 40;

    private static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstMailLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(60);

    // A picture of one pixel.
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Checks line after line.</summary>
    /// <exception cref="BenchException">The shop is not there, or is not this one.</exception>
    public async IAsyncEnumerable<CheckLine> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var customer = await shop.RegisterAsync(ct);
        var replicas = await shop.ReplicasAsync(ct);
        yield return await HealthAsync(ct);
        yield return await SessionsAsync(customer, replicas, ct);
        yield return await FilesAsync(customer, ct);
        yield return await LimitsAsync(ct);
        yield return await CacheAsync(customer, ct);
        yield return await JobsAsync(customer, ct);
        yield return LocalState.Check(replicas);
    }

    private async Task<CheckLine> HealthAsync(CancellationToken ct)
    {
        var answers = new List<string>();
        var isHealthy = true;
        foreach (var path in (string[])["/health", "/alive"])
        {
            using var request = CheckedShop.Get(path);
            using var response = await shop.SendAsync(request, ct);
            answers.Add($"{path} answers {(int)response.StatusCode}");
            isHealthy &= response.IsSuccessStatusCode;
        }

        return CheckLine.Of("health", isHealthy, string.Join(", ", answers));
    }

    private async Task<CheckLine> SessionsAsync(ProbeCustomer customer, IReadOnlyCollection<Replica> replicas, CancellationToken ct)
    {
        var answers = await shop.SendManyAsync(requests, () => customer.Request(HttpMethod.Get, "/api/me"), async (response, _) =>
            response.IsSuccessStatusCode && (await response.Content.ReadFromJsonAsync<CurrentCustomer>(ct))?.Id == customer.Id
                ? (HttpStatusCode?)null : response.StatusCode, ct);
        var others = answers.OfType<HttpStatusCode>().ToArray();
        var evidence =
            $"{requests - others.Length:N0} of {requests:N0} requests, each on a connection of its own, knew the session; {replicas.Count} replicas answer";
        return others is [var first, ..] ? CheckLine.Of("sessions", false, $"{evidence}; the others were answered {(int)first}")
            : replicas.Count < 2 ? new CheckLine("sessions", CheckOutcome.Skipped, $"{evidence}: with one replica it shows nothing")
            : CheckLine.Of("sessions", true, evidence);
    }

    private async Task<CheckLine> FilesAsync(ProbeCustomer customer, CancellationToken ct)
    {
        using var upload = customer.Request(HttpMethod.Put, "/api/me/avatar");
        upload.Content = new ByteArrayContent(Picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var uploaded = await shop.SendAsync(upload, ct);
        if (!uploaded.IsSuccessStatusCode)
        {
            throw new BenchException($"A picture is refused: {(int)uploaded.StatusCode} {await uploaded.Content.ReadAsStringAsync(ct)}");
        }

        var reads = await shop.SendManyAsync(Math.Max(1, requests / 10), () => customer.Request(HttpMethod.Get, $"/api/customers/{customer.Id}/avatar"),
            async (response, _) => response.IsSuccessStatusCode && (await response.Content.ReadAsByteArrayAsync(ct)).AsSpan().SequenceEqual(Picture), ct);
        var same = reads.Count(isSame => isSame);
        return CheckLine.Of("files", same == reads.Length, $"{same} of {reads.Length} reads gave the picture that was uploaded once");
    }

    private async Task<CheckLine> LimitsAsync(CancellationToken ct)
    {
        var customer = await shop.RegisterAsync(ct);
        using var first = customer.Request(HttpMethod.Get, "/api/limited");
        var sent = ProbeClient.Now;
        using var answer = await shop.SendAsync(first, ct);
        var policy = answer.Headers.TryGetValues("RateLimit-Policy", out var values) ? values.First() : null;
        if (LimitMeter.Of(policy) is not { } meter)
        {
            return CheckLine.Of("limits", false, $"/api/limited does not say its limit: RateLimit-Policy is '{policy}'");
        }

        meter.Admitted(sent, ProbeClient.Now);
        var permits = int.Parse(policy!.Split(";q=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
        var statuses = await shop.SendManyAsync((2 * permits) + 10, () => customer.Request(HttpMethod.Get, "/api/limited"), (response, begin) =>
        {
            if (response.IsSuccessStatusCode)
            {
                meter.Admitted(begin, ProbeClient.Now);
            }

            return Task.FromResult(response.StatusCode);
        }, ct);
        var (admitted, refused) = (1 + statuses.Count(status => status == HttpStatusCode.OK), statuses.Count(status => status == HttpStatusCode.TooManyRequests));
        return CheckLine.Of("limits", meter.Overshoot == 0 && refused > 0,
            $"{admitted} of {(2 * permits) + 11} requests were admitted under '{policy}', {refused} refused, {meter.Overshoot} too many");
    }

    private async Task<CheckLine> CacheAsync(ProbeCustomer customer, CancellationToken ct)
    {
        var product = await shop.FindProductAsync(Changes, ct);
        var orders = new List<Guid>();
        var longest = TimeSpan.Zero;
        for (var change = 1; change <= Changes && longest < ChangeLimit; change++)
        {
            var before = (await SoldAsync(product, ct)).Max();
            orders.Add(await shop.OrderAsync(customer, product, ct));
            var begin = ProbeClient.Now;
            await Polling.UntilAsync(async () => (await SoldAsync(product, ct)).Min() > before, ChangeLimit, ct);

            var took = ProbeClient.Now - begin;
            longest = took > longest ? took : longest;
        }

        await shop.CancelAsync(customer, orders, ct);
        return CheckLine.Of("cache", longest < ChangeLimit, longest < ChangeLimit
            ? $"{Changes} changes each showed in {ReadsOfAChange} reads in a row, the slowest after {longest.TotalSeconds:0.0} s"
            : $"a change of product {product} does not show on every replica after {ChangeLimit.TotalSeconds:0} s");
    }

    private async Task<List<int>> SoldAsync(int product, CancellationToken ct)
    {
        var sold = new List<int>();
        for (var read = 0; read < ReadsOfAChange; read++)
        {
            sold.Add(await shop.UnitsSoldAsync(product, ct));
        }

        return sold;
    }

    private async Task<CheckLine> JobsAsync(ProbeCustomer customer, CancellationToken ct)
    {
        if (mailFolder is null || !Directory.Exists(mailFolder))
        {
            return new CheckLine("jobs", CheckOutcome.Skipped, $"the folder '{mailFolder}' does not exist. Pass the workers' Email:PickupFolder as --mail-folder");
        }

        using var mails = new MailCounter(mailFolder);
        var product = await shop.FindProductAsync(Orders, ct);
        var orders = new List<Guid>();
        for (var order = 0; order < Orders; order++)
        {
            orders.Add(await shop.OrderAsync(customer, product, ct));
            mails.Expect(orders[^1]);
        }

        var isSeen = await mails.WaitAsync(Orders - 1, FirstMailLimit, ct);
        if (isSeen)
        {
            // A second worker has its time as well.
            await mails.WaitAsync(outstanding: 0, MailLimit, ct);
            await Task.Delay(TimeSpan.FromSeconds(2), ct);
        }

        await shop.CancelAsync(customer, orders, ct);
        return isSeen
            ? CheckLine.Of("jobs", mails is { Twice: 0, Outstanding: 0 }, $"of {Orders} confirmations {mails.Outstanding} are missing, {mails.Twice} came more than once")
            : new CheckLine("jobs", CheckOutcome.Skipped, $"no mail arrived in '{mailFolder}'. Pass the workers' Email:PickupFolder as --mail-folder");
    }
}

/// <summary>A line of the checklist: what a stateless service must do, and what was done and seen of it; of a failure, what to look at.</summary>
internal sealed record CheckLine(string Name, CheckOutcome Outcome, string Evidence)
{
    public static CheckLine Of(string name, bool holds, string evidence) => new(name, holds ? CheckOutcome.Passed : CheckOutcome.Failed, evidence);
}

[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    Passed,
    Failed,

    /// <summary>It cannot be seen from here.</summary>
    Skipped,
}
