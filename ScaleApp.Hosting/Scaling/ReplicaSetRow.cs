using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Scaling;

internal static class ReplicaSetRow
{
    private const string AutoscaleProperty = "scaling.autoscale";
    private const string WantedProperty = "scaling.wanted";
    private const string BoundsProperty = "scaling.bounds";

    public static ResourceStateSnapshot State(int running, int wanted, int max) => new(
        $"{running} of {max}", running == wanted ? KnownResourceStateStyles.Success : KnownResourceStateStyles.Warn);

    public static bool IsAutoscaled(CustomResourceSnapshot row) =>
        row.Properties.FirstOrDefault(property => property.Name == AutoscaleProperty)?.Value is "on";

    public static CustomResourceSnapshot Update(CustomResourceSnapshot row, ReplicaSetResource set, int running, int wanted, bool isAutoscaled) => row with
    {
        State = State(running, wanted, set.Max),
        Properties =
        [
            new(WantedProperty, wanted) { DisplayName = "Wanted" },
            new(BoundsProperty, $"{set.Min} to {set.Max}") { DisplayName = "Bounds" },
            new(AutoscaleProperty, isAutoscaled ? "on" : "off") { DisplayName = "Autoscale" },
        ],
    };
}
