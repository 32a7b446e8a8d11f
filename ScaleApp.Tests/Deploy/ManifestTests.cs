using System.Text.RegularExpressions;
using k8s.Models;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Deploy;

/// <summary>What <c>deploy/</c> describes is the AppHost's topology, and what runs in it has no privileges.</summary>
public sealed partial class ManifestTests(AppHostModel model) : IClassFixture<AppHostModel>
{
    // What a deployment knows and the AppHost does not need to.
    private static readonly string[] OfDeployment = ["OTEL_", "ASPNETCORE_", "POD_", "Replica__Address", "Proxies__", "Gateway__TrustedProxies__", "Email__"];

    private readonly ComposeFile _compose = ComposeFile.Read();
    private readonly KubernetesManifests _base = KubernetesManifests.Read("base");
    private readonly KubernetesManifests _trial = KubernetesManifests.Read("trial");

    public static TheoryData<string> Projects => ["migrations", "worker", "api", "gateway"];

    [Fact]
    public void Services_are_those_of_the_AppHost()
    {
        Assert.Equal(model.Services, _compose.Services.Keys.Order());
        Assert.Equal(model.Services, _trial.Pods.Keys.Order());
        foreach (var server in (string[])["redis", "postgres"])
        {
            Assert.Equal(model.Image(server), _compose.Services[server].Image);
            Assert.Equal(model.Image(server), Container(server).Image);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Project_gets_the_variables_of_the_AppHost(string project)
    {
        var expected = await model.VariablesAsync(project);

        Assert.Equal(expected, Settings(_compose.Services[project].Environment.Keys));
        Assert.Equal(expected, Settings(Container(project).Env.Select(variable => variable.Name)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Image_has_a_name_a_version_and_the_Dockerfile(string project)
    {
        var program = project == "migrations" ? "worker" : project;
        var service = _compose.Services[project];

        Assert.Equal(($"scaleapp/{program}:${{VERSION:-dev}}", "deploy/Dockerfile"), (service.Image, service.Build!.Dockerfile));
        Assert.Equal($"ScaleApp.{program}", service.Build.Args["PROJECT"], ignoreCase: true);
        Assert.Equal($"scaleapp/{program}:dev", Container(project).Image);
    }

    [Fact]
    public async Task Migrations_and_servers_have_the_arguments_of_the_AppHost()
    {
        Assert.Equal(await model.ArgumentsAsync("migrations"), string.Join(' ', _compose.Services["migrations"].Command));
        Assert.Equal(await model.ArgumentsAsync("migrations"), string.Join(' ', Container("migrations").Args));
        Assert.Contains("max_connections=200", await model.ArgumentsAsync("postgres"), StringComparison.Ordinal);
        Assert.Contains("max_connections=200", _compose.Services["postgres"].Command);
        Assert.Contains("max_connections=200", Container("postgres").Args);
        foreach (Match option in RedisOption().Matches(await model.ArgumentsAsync("redis")))
        {
            Assert.Contains($"\n{option.Groups["name"]} {option.Groups["value"]}\n", _compose.Services["redis"].Command[^1], StringComparison.Ordinal);
            Assert.Contains($"\n{option.Groups["name"]} {option.Groups["value"]}\n", Container("redis").Command[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Replicas_and_bounds_are_those_of_the_AppHost()
    {
        var autoscaler = _base.Get<V2HorizontalPodAutoscaler>("api").Spec;
        var processors = autoscaler.Metrics.Single().Resource.Target.AverageValue;

        Assert.Equal((model.Scaling.Min, model.Scaling.Max), (autoscaler.MinReplicas, autoscaler.MaxReplicas));
        Assert.Equal(model.Scaling.Autoscaling.TargetProcessors, processors.ToDouble());
        Assert.Equal((int)model.Scaling.Autoscaling.ScaleDownWindow.TotalSeconds, autoscaler.Behavior.ScaleDown.StabilizationWindowSeconds);
        Assert.Null(_base.Get<V1Deployment>("api").Spec.Replicas);
        Assert.Equal(model.Replicas("worker"), _base.Get<V1Deployment>("worker").Spec.Replicas);
        Assert.True(_base.Get<V1Deployment>("gateway").Spec.Replicas >= model.Replicas("gateway"));
        Assert.Equal($"${{API_REPLICAS:-{model.Replicas("api")}}}", _compose.Services["api"].Deploy["replicas"]);
        Assert.Equal($"${{WORKER_REPLICAS:-{model.Replicas("worker")}}}", _compose.Services["worker"].Deploy["replicas"]);
    }

    [Fact]
    public void Connections_suffice_for_a_roll_out_of_all_replicas()
    {
        var processes = model.Scaling.Max + 1 + model.Replicas("worker") + 1;
        var pool = new NpgsqlConnectionStringBuilder(Variable().Replace(_compose.Services["api"].Environment["ConnectionStrings__shopdb"], "x")).MaxPoolSize;

        Assert.InRange(pool * processes, 1, 200 - 10);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("worker")]
    [InlineData("gateway")]
    public void Deployment_probes_its_pods_and_lets_them_drain(string service)
    {
        var spec = _base.Get<V1Deployment>(service).Spec;
        var pod = spec.Template.Spec;
        var container = pod.Containers.Single();
        var drain = new ServiceDefaultsOptions().DrainGrace + TimeSpan.FromSeconds(3);
        var before = container.Lifecycle?.PreStop.Sleep.Seconds ?? 0;

        Assert.Equal(("/health", "/health", "/alive"),
            (container.StartupProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path));
        Assert.Equal(ListensOn, container.Ports.Single(port => port.Name == container.ReadinessProbe.HttpGet.Port).ContainerPort);
        Assert.InRange(pod.TerminationGracePeriodSeconds!.Value, before + drain.TotalSeconds + 5, 60);
        Assert.InRange(double.Parse(_compose.Services[service].StopGracePeriod!.TrimEnd('s'), CultureInfo.InvariantCulture), drain.TotalSeconds + 5, 60);
        Assert.Equal("0", spec.Strategy.RollingUpdate.MaxUnavailable);
        Assert.Equal(spec.Selector.MatchLabels, pod.TopologySpreadConstraints.Single().LabelSelector.MatchLabels);
        Assert.Equal(spec.Selector.MatchLabels, _base.Get<V1PodDisruptionBudget>(service).Spec.Selector.MatchLabels);
        Assert.NotEmpty(container.Resources.Requests);
        Assert.Contains("memory", container.Resources.Limits);
    }

    [Fact]
    public void Clients_reach_the_gateway_and_only_the_gateway_the_API()
    {
        var backend = _base.Get<V1Ingress>("shop").Spec.Rules.Single().Http.Paths.Single().Backend.Service;

        Assert.Equal(("gateway", "http"), (backend.Name, backend.Port.Name));
        Assert.Equal("http", _base.Get<V1Service>("gateway").Spec.Ports.Single().TargetPort);
        Assert.Equal([("gateway", "http"), ("worker", "grpc")], _base.Get<V1NetworkPolicy>("api").Spec.Ingress.Select(
            rule => (rule.FromProperty.Single().PodSelector.MatchLabels.Values.Single(), rule.Ports.Single().Port.Value)));
        Assert.Equal($"http://$(POD_IP):{ListensOn}", Container("api").Env.Single(variable => variable.Name == "Replica__Address").Value);
        Assert.Equal(["8080;8081", "8081"], Container("api").Env.Where(variable => variable.Name is "ASPNETCORE_HTTP_PORTS" or "Replica__GrpcPort").Select(variable => variable.Value));
        Assert.Equal(("8080;8081", "8081"), (_compose.Services["api"].Environment["ASPNETCORE_HTTP_PORTS"], _compose.Services["api"].Environment["Replica__GrpcPort"]));
        Assert.Equal($"127.0.0.1:${{PORT:-5080}}:{ListensOn}", Assert.Single(_compose.Services.Values.SelectMany(service => service.Ports)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Container_has_no_privileges_and_a_read_only_root(string project)
    {
        var pod = _trial.Pods[project];
        var context = pod.Containers.Single().SecurityContext;
        var service = _compose.Services[project];

        Assert.Equal((true, true), (pod.SecurityContext.RunAsNonRoot, context.ReadOnlyRootFilesystem));
        Assert.False(context.AllowPrivilegeEscalation);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Equal(["ALL"], context.Capabilities.Drop);
        Assert.True(service.ReadOnly);
        Assert.Equal(["ALL"], service.CapDrop);
        Assert.Equal(["no-new-privileges:true"], service.SecurityOpt);
    }

    [Fact]
    public void Secrets_are_references()
    {
        var inPods = _trial.Pods.Values.SelectMany(pod => pod.Containers).SelectMany(container => container.Env ?? []).Where(variable => IsSecret(variable.Name)).ToArray();
        var inCompose = _compose.Services.Values.SelectMany(service => service.Environment).Where(variable => IsSecret(variable.Key)).ToArray();

        Assert.NotEmpty(inPods);
        Assert.All(inPods, variable => Assert.NotNull(variable.ValueFrom.SecretKeyRef));
        Assert.DoesNotContain(_trial.Objects, item => item is V1Secret);
        Assert.NotEmpty(inCompose);
        Assert.All(inCompose, variable => Assert.Matches(@"\$\{\w+_PASSWORD:\?", variable.Value));
    }

    private static int ListensOn => int.Parse(
        PortOfTheImage().Match(File.ReadAllText(Path.Combine(TestTopology.RepositoryFolder(), "deploy", "Dockerfile"))).Groups["port"].Value, CultureInfo.InvariantCulture);

    private V1Container Container(string service) => _trial.Pods[service].Containers.Single();

    private static string[] Settings(IEnumerable<string> variables) =>
        [.. variables.Where(name => !OfDeployment.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).Order()];

    private static bool IsSecret(string variable) =>
        variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || variable.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) || variable == "REDISCLI_AUTH";

    [GeneratedRegex(@"--(?<name>append\w+|maxmemory-policy) (?<value>\w+)")]
    private static partial Regex RedisOption();

    [GeneratedRegex(@"ASPNETCORE_HTTP_PORTS=(?<port>\d+)")]
    private static partial Regex PortOfTheImage();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Variable();
}
