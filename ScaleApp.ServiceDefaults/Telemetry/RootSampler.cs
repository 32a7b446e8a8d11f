using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace ScaleApp.ServiceDefaults;

/// <summary>Begins no trace with a call to Redis, PostgreSQL or another service.</summary>
/// <remarks>Such calls come from polls and heartbeats: an idle topology would export a trace for each.</remarks>
internal sealed class RootSampler(Sampler sampler) : Sampler
{
    /// <summary>
    /// Follows the decision of the caller. Of the traces that begin here it keeps the share of <c>OTEL_TRACES_SAMPLER_ARG</c>, 1
    /// unless given.
    /// </summary>
    public static Sampler ForTraces(IConfiguration configuration) => new ParentBasedSampler(new RootSampler(
        new TraceIdRatioBasedSampler(configuration.GetValue("OTEL_TRACES_SAMPLER_ARG", defaultValue: 1d))));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is ActivityKind.Client
            ? new SamplingResult(SamplingDecision.Drop)
            : sampler.ShouldSample(samplingParameters);
}
