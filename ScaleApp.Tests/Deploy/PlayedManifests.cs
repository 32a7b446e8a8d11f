using k8s;
using k8s.Models;

namespace ScaleApp.Tests.Deploy;

/// <summary>The trial of <c>deploy/kubernetes</c> on <c>podman kube play</c>.</summary>
/// <remarks>
/// Podman knows pods, secrets and configuration. So each replica becomes a pod of its own with the spec of its deployment, stateful set or job; data is in empty
/// folders; variables that name the pod are filled in, and a replica registers the address that it finds. Images, variables, secrets, users, capabilities and
/// file systems are the manifests'. Not tried: probes, preStop, rolling updates, the autoscaler, budgets, network policies, services and the Ingress.
/// </remarks>
internal sealed class PlayedManifests(ContainerEngine engine)
{
    private const string Network = "pods";

    private readonly KubernetesManifests _manifests = KubernetesManifests.Read("trial");
    private readonly List<string> _files = [];

    /// <returns>Where the gateway is.</returns>
    public async Task<Uri> StartAsync()
    {
        var port = FreePort.Find();
        await engine.PodmanAsync("network", "create", Network);
        await CreateSecretAsync("servers", ("redis-password", "redis"), ("postgres-password", "postgres"));
        await CreateSecretAsync("scaleapp", ("redis", "redis:6379,password=redis"), ("administrator-password", "administrator"),
            ("shopdb", "Host=postgres;Username=postgres;Password=postgres;Database=shopdb;Maximum Pool Size=19"));
        await PlayAsync(Pod("redis", "redis"), Pod("postgres", "postgres"));
        await ReadyAsync("redis");
        await ReadyAsync("postgres");
        var migrations = Pod("migrations", "migrations");
        migrations.Spec.Containers[0].Env.Add(new V1EnvVar { Name = "Database__Seed", Value = "false" });
        await PlayAsync(migrations);
        Assert.Equal("0", (await engine.PodmanAsync("wait", "migrations-migrations")).Trim());
        var gateway = Pod("gateway", "gateway");
        gateway.Spec.Containers[0].Ports = [new V1ContainerPort { ContainerPort = 8080, HostIP = "127.0.0.1", HostPort = port }];
        await PlayAsync(Pod("api", "api-0"), Pod("api", "api-1"), Pod("worker", "worker"), gateway);
        var address = new Uri($"http://127.0.0.1:{port}");
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.IsTrueAsync(async () => (await client.GetAsync("/api/whoami")).IsSuccessStatusCode, "the shop answers", TimeSpan.FromSeconds(60));

        return address;
    }

    public async Task StopAsync()
    {
        foreach (var file in Enumerable.Reverse(_files))
        {
            await engine.PodmanAsync("kube", "down", file);
        }
    }

    private async Task PlayAsync(params V1Pod[] pods)
    {
        IKubernetesObject<V1ObjectMeta>[] objects = [_manifests.Get<V1ConfigMap>("settings"), .. pods];
        var file = Path.Combine(engine.Folder, $"pods-{_files.Count}.yaml");
        await File.WriteAllTextAsync(file, KubernetesYaml.SerializeAll(objects));
        _files.Add(file);
        await engine.PodmanAsync("kube", "play", "--network", Network, file);
    }

    /// <summary>Asks what the manifest's readiness probe asks.</summary>
    private Task ReadyAsync(string server) => Eventually.IsTrueAsync(
        async () => (await engine.TryAsync("podman", ["exec", $"{server}-{server}", .. _manifests.Pods[server].Containers[0].ReadinessProbe.Exec.Command])).ExitCode == 0,
        $"{server} is ready", TimeSpan.FromSeconds(60));

    private V1Pod Pod(string service, string name)
    {
        var spec = KubernetesYaml.Deserialize<V1PodSpec>(KubernetesYaml.Serialize(_manifests.Pods[service]));
        foreach (var container in spec.Containers)
        {
            container.Image = container.Image.Replace(":dev", $":{ContainerEngine.Version}", StringComparison.Ordinal);

            // Podman would publish them on every address of this machine.
            container.Ports = null;
            container.Env = [.. container.Env.Where(variable => variable.Name is not ("POD_IP" or "Replica__Address"))];
            foreach (var variable in container.Env)
            {
                variable.Value = variable.Name == "POD_NAME" ? name : variable.Value?.Replace("$(POD_NAME)", name, StringComparison.Ordinal);
                variable.ValueFrom = variable.Name == "POD_NAME" ? null : variable.ValueFrom;
            }

            // Podman makes one volume of all empty folders of a name.
            foreach (var mount in container.VolumeMounts)
            {
                mount.Name = $"{name}-{mount.Name}";
            }

            spec.Volumes = [.. container.VolumeMounts.Select(mount => new V1Volume { Name = mount.Name, EmptyDir = new V1EmptyDirVolumeSource() })];
        }

        return new V1Pod { ApiVersion = "v1", Kind = "Pod", Metadata = new V1ObjectMeta { Name = name }, Spec = spec };
    }

    /// <summary>In Podman's own form of a Kubernetes secret.</summary>
    private async Task CreateSecretAsync(string name, params (string Key, string Value)[] values)
    {
        var file = Path.Combine(engine.Folder, $"{name}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(values.ToDictionary(value => value.Key, value => Encoding.UTF8.GetBytes(value.Value))));
        await engine.PodmanAsync("secret", "create", name, file);
    }
}
