using System.Collections.Concurrent;
using System.Collections.Immutable;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>Looks every two seconds at what each replica takes of the machine, and remembers two minutes of it.</summary>
internal sealed class UsageSampler(Topology topology, TimeProvider time)
{
    private const int MostSamples = 60;

    private readonly ConcurrentDictionary<string, Course> _courses = new(StringComparer.Ordinal);

    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Looks once.</summary>
    public void Sample()
    {
        var running = topology.Controllers.Select(controller => controller.Workload).OfType<ReplicaSet>()
            .SelectMany(set => set.Replicas)
            .Select(replica => (replica.Id, replica.Status.Value.ProcessId))
            .Where(replica => replica.ProcessId is not null)
            .ToDictionary(replica => replica.Id, replica => replica.ProcessId!.Value);
        var usages = ProcessUsage.Read(running.Values);
        var now = time.GetTimestamp();

        foreach (var id in _courses.Keys.Where(id => !running.ContainsKey(id)))
        {
            _courses.TryRemove(id, out _);
        }

        foreach (var (id, process) in running)
        {
            if (usages.TryGetValue(process, out var usage))
            {
                _courses[id] = After(_courses.GetValueOrDefault(id), process, usage, now);
            }
        }
    }

    /// <summary>What is known of a replica.</summary>
    public ResourceUsage Find(string replicaId, ResourceController? controller)
    {
        var balancers = controller?.Endpoints.Bindings.Select(binding => binding.Balancer).OfType<Balancing.ILoadBalancer>().ToArray() ?? [];
        int? inFlight = balancers.Length == 0 ? null : balancers.SelectMany(balancer => balancer.Destinations)
            .Where(destination => destination.Name == replicaId).Sum(destination => destination.InFlight);
        return _courses.TryGetValue(replicaId, out var course)
            ? new ResourceUsage(course.Cpu, course.Usage.Memory, inFlight)
            : new ResourceUsage([], null, inFlight);
    }

    /// <summary>Several replicas together; courses are aligned at their ends.</summary>
    public static ResourceUsage Sum(IEnumerable<ResourceUsage> usages)
    {
        var all = usages.ToArray();
        var cpu = new double[all.Select(usage => usage.Cpu.Count).DefaultIfEmpty(0).Max()];
        foreach (var usage in all)
        {
            for (var i = 1; i <= usage.Cpu.Count; i++)
            {
                cpu[^i] += usage.Cpu[^i];
            }
        }

        return new ResourceUsage(
            cpu, all.Any(usage => usage.Memory is not null) ? all.Sum(usage => usage.Memory ?? 0) : null,
            all.Any(usage => usage.InFlight is not null) ? all.Sum(usage => usage.InFlight ?? 0) : null);
    }

    private Course After(Course? before, int process, ProcessUsage usage, long now)
    {
        if (before is null || before.Process != process)
        {
            return new Course(process, usage, now, before?.Cpu ?? []);
        }

        // A child that has ended takes its time along: the sum may fall.
        var used = Math.Max(0, (usage.Processor - before.Usage.Processor).TotalSeconds);
        var cpu = before.Cpu.Add(100 * used / Math.Max(0.001, time.GetElapsedTime(before.At, now).TotalSeconds));
        return new Course(process, usage, now, cpu.Count > MostSamples ? cpu.RemoveAt(0) : cpu);
    }

    private sealed record Course(int Process, ProcessUsage Usage, long At, ImmutableList<double> Cpu);
}
