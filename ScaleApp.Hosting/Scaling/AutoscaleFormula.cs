namespace ScaleApp.Hosting.Scaling;

/// <summary>How many replicas a load needs, as the HorizontalPodAutoscaler of Kubernetes computes it.</summary>
/// <remarks>https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details</remarks>
internal static class AutoscaleFormula
{
    // As a fraction of the target.
    private const double Tolerance = 0.1;

    // 1.1 - 1 is a little more than 0.1.
    private const double Rounding = 1e-9;

    /// <summary>ceil(<paramref name="current"/> x measured / target); <paramref name="current"/> within the tolerance around the target.</summary>
    /// <param name="current">The replicas that were measured; at least one.</param>
    /// <param name="measured">The average over them.</param>
    /// <param name="target">What the average should be; more than zero.</param>
    public static int Desired(int current, double measured, double target)
    {
        var ratio = measured / target;
        return Math.Abs(ratio - 1) <= Tolerance + Rounding ? current : (int)Math.Ceiling(current * ratio);
    }
}
