using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Tests.Hosting.Scaling;

public class AutoscaleFormulaTests
{
    [Theory]
    [InlineData(3, 0.5, 0.5, 3)]
    [InlineData(3, 0.55, 0.5, 3)]       // within the tolerance
    [InlineData(3, 0.45, 0.5, 3)]
    [InlineData(3, 0.56, 0.5, 4)]
    [InlineData(3, 0.44, 0.5, 3)]       // rounded up
    [InlineData(3, 1.0, 0.5, 6)]
    [InlineData(4, 0.75, 0.5, 6)]
    [InlineData(3, 0.1, 0.5, 1)]
    [InlineData(3, 0, 0.5, 0)]
    [InlineData(1, 200, 50, 4)]
    [InlineData(2, 50, 100, 1)]         // the examples of Kubernetes' page
    [InlineData(2, 200, 100, 4)]
    public void Desired_follows_the_ratio_of_measured_to_target(int current, double measured, double target, int desired) =>
        Assert.Equal(desired, AutoscaleFormula.Desired(current, measured, target));
}
