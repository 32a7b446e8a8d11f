using System.IO.Pipelines;
using ScaleApp.Tests.Api.Files;

namespace ScaleApp.Tests.Deploy;

/// <summary>The images of <c>deploy/Dockerfile</c> run as <c>compose.yaml</c> and <c>kubernetes/</c> say, on Podman.</summary>
[Collection(AloneTests.Name)]
[Trait("Category", "Chaos")]
public sealed class ContainerTests(ContainerEngine engine) : IClassFixture<ContainerEngine>
{
    private static readonly string[] Services = ["gateway_1", "api_1", "api_2", "api_3", "worker_1", "worker_2"];

    [ContainerFact]
    public async Task Shop_works_in_Compose_and_survives_a_killed_upload()
    {
        var address = await ComposeUpAsync();
        using var customer = await SignedInCustomer.RegisterAsync(address);

        await EachReplicaAnswersAsync(customer.Client, 3);
        await OrderAsync(customer.Client);
        var picture = Pictures.Png(1_000_000);
        (await PictureRequests.UploadAsync(customer, picture)).EnsureSuccessStatusCode();
        foreach (var service in (string[])["api_1", "api_2", "api_3"])
        {
            using var replica = SignedInCustomer.ClientWith(new Uri($"http://{await InspectAsync(service, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")}:8080"), customer.Cookie);
            Assert.Equal(picture, await replica.GetByteArrayAsync(PictureRequests.AddressOf(customer)));
        }

        await KillInUploadAsync(customer);
        Assert.Equal(picture, await customer.Client.GetByteArrayAsync(PictureRequests.AddressOf(customer)));
        (await PictureRequests.UploadAsync(customer, Pictures.Jpeg())).EnsureSuccessStatusCode();
        await EachReplicaAnswersAsync(customer.Client, 3);

        foreach (var service in (string[])["gateway_1", "api_1", "worker_1"])
        {
            await HasNoPrivilegesAsync(service);
        }

        await DrainAsync();
    }

    [ContainerFact]
    public async Task Shop_works_in_pods_of_the_Kubernetes_manifests()
    {
        var pods = new PlayedManifests(engine);
        var address = await pods.StartAsync();
        using var customer = await SignedInCustomer.RegisterAsync(address);

        Assert.Equal(["api-0", "api-1"], (await EachReplicaAnswersAsync(customer.Client, 2)).Order());
        var picture = Pictures.Png(1_000_000);
        (await PictureRequests.UploadAsync(customer, picture)).EnsureSuccessStatusCode();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(picture, await customer.Client.GetByteArrayAsync(PictureRequests.AddressOf(customer)));
        }

        await pods.StopAsync();
    }

    /// <summary>As <c>depends_on</c> orders it, which this podman-compose does not wait for.</summary>
    private async Task<Uri> ComposeUpAsync()
    {
        File.Copy(ComposeFile.Path, Path.Combine(engine.Folder, "compose.yaml"));
        var port = FreePort.Find();
        engine.Set("PORT", $"{port}");
        engine.Set("VERSION", ContainerEngine.Version);
        foreach (var secret in (string[])["REDIS_PASSWORD", "POSTGRES_PASSWORD", "ADMINISTRATOR_PASSWORD"])
        {
            engine.Set(secret, Guid.NewGuid().ToString("N"));
        }

        await ComposeAsync("up", "--detach", "--no-build", "redis", "postgres");
        await HealthyAsync("redis_1");
        await HealthyAsync("postgres_1");
        await ComposeAsync("up", "--detach", "--no-build", "migrations");
        Assert.Equal("0", (await engine.PodmanAsync("wait", "shop_migrations_1")).Trim());
        await ComposeAsync("up", "--detach", "--no-build");
        foreach (var service in Services)
        {
            await HealthyAsync(service);
        }

        return new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Sends half a picture through the gateway, and kills the container that reads it.</summary>
    private async Task KillInUploadAsync(SignedInCustomer customer)
    {
        var picture = Pictures.Png(2_000_000);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var body = new StreamContent(pipe.Reader.AsStream()) { Headers = { ContentType = new MediaTypeHeaderValue("image/png"), ContentLength = picture.Length } };
        await pipe.Writer.WriteAsync(picture.AsMemory(0, picture.Length / 2));
        var upload = customer.Client.PutAsync("/api/me/avatar", body);
        var replica = await Eventually.IsAsync(BusyReplicaAsync, replica => replica is not null, "a replica reads the upload");
        using (var process = Process.GetProcessById(int.Parse(await InspectAsync(replica!, "{{.State.Pid}}"), CultureInfo.InvariantCulture)))
        {
            process.Kill();
        }

        await pipe.Writer.WriteAsync(picture.AsMemory(picture.Length / 2));
        await pipe.Writer.CompleteAsync();
        try
        {
            using var answer = await upload;
            Assert.InRange(answer.StatusCode, HttpStatusCode.BadGateway, HttpStatusCode.GatewayTimeout);
        }
        catch (HttpRequestException)
        {
            // Broken off, which its client may repeat as well.
        }
    }

    /// <summary>The container with a request in flight, as it says in its registration.</summary>
    private async Task<string?> BusyReplicaAsync()
    {
        var details = (await engine.PodmanAsync("exec", "shop_redis_1", "redis-cli", "--json", "HVALS", "replicas:{api}:details")).Trim();
        foreach (var detail in JsonSerializer.Deserialize<string[]>(details)!)
        {
            using var replica = JsonDocument.Parse(detail);
            if (replica.RootElement.GetProperty("load").GetProperty("requests").GetInt32() > 0)
            {
                // The instance is the container's id and the process.
                return replica.RootElement.GetProperty("instance").GetString()!.Split('-')[0];
            }
        }

        return null;
    }

    private static async Task OrderAsync(HttpClient client)
    {
        (await client.PostAsJsonAsync("/api/cart/items", new { productId = 1, quantity = 1 })).EnsureSuccessStatusCode();
        using var ordered = await client.CheckOutAsync("once");
        Assert.Equal(HttpStatusCode.Created, ordered.StatusCode);
    }

    private static async Task<IEnumerable<string>> EachReplicaAnswersAsync(HttpClient client, int count)
    {
        var seen = new HashSet<string>();
        await Eventually.IsTrueAsync(
            async () => seen.Add((await client.GetFromJsonAsync<WhoAmI>("/api/whoami"))!.Replica) && seen.Count == count,
            $"{count} replicas answer, each by a name of its own", TimeSpan.FromSeconds(60));
        return seen;
    }

    private async Task HasNoPrivilegesAsync(string service)
    {
        var (_, written) = await engine.TryAsync("podman", "exec", $"shop_{service}", "touch", "/service/file");

        Assert.Contains("Read-only file system", written, StringComparison.Ordinal);
        Assert.Equal("1654", (await engine.PodmanAsync("exec", $"shop_{service}", "stat", "-c", "%u", "/proc/1")).Trim());
        Assert.Contains("CapEff:\t0000000000000000", await engine.PodmanAsync("exec", $"shop_{service}", "cat", "/proc/1/status"), StringComparison.Ordinal);
    }

    private async Task DrainAsync()
    {
        await engine.PodmanAsync(["stop", "--time", "40", .. Services.Select(service => $"shop_{service}")]);
        foreach (var service in Services)
        {
            Assert.Equal("0", await InspectAsync(service, "{{.State.ExitCode}}"));
            Assert.Contains("Draining", await engine.PodmanAsync("logs", $"shop_{service}"), StringComparison.Ordinal);
        }

        await ComposeAsync("down", "--volumes");
        Assert.Empty((await engine.PodmanAsync("ps", "--all", "--quiet")).Trim());
    }

    private Task ComposeAsync(params string[] arguments) =>
        engine.RunAsync("podman-compose", ["--project-name", "shop", "--file", Path.Combine(engine.Folder, "compose.yaml"), .. arguments]);

    private async Task HealthyAsync(string service)
    {
        try
        {
            await Eventually.IsTrueAsync(
                async () => (await engine.TryAsync("podman", "healthcheck", "run", $"shop_{service}")).ExitCode == 0, $"{service} is healthy", TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}. Its log ends with {await engine.PodmanAsync("logs", "--tail", "5", $"shop_{service}")}", error);
        }
    }

    private async Task<string> InspectAsync(string service, string format) =>
        (await engine.PodmanAsync("inspect", "--format", format, Services.Contains(service) ? $"shop_{service}" : service)).Trim();
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = Requirement.Missing(ContainerEngine.Programs)!;
}
