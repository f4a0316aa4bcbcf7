{{/* KEDA's scaled object of one set of workers: (dict "root" $ "part" name "set" its values) */}}
{{- define "tocsin.scaler" }}
{{- $root := .root }}
{{- $kafka := $root.Values.kafka }}
{{- $scaling := .set.autoscaling }}
{{- $name := printf "%s-%s" (include "tocsin.name" $root) .part }}
{{- $login := hasPrefix "SASL" $kafka.securityProtocol }}
{{- $encrypted := regexMatch "SSL$" $kafka.securityProtocol }}
{{- $secrets := or $login $kafka.tls.caSecret $kafka.tls.clientSecret }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  labels: {{- include "tocsin.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: {{ $name }}}
  minReplicaCount: {{ $scaling.minReplicas }}
  maxReplicaCount: {{ $scaling.maxReplicas }}
  # A worker that leaves gives its partitions back after the session time-out, so go down slowly.
  cooldownPeriod: 600
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown:
          stabilizationWindowSeconds: 600
          policies: [{type: Pods, value: 1, periodSeconds: 120}]
  triggers:
    - type: kafka
      metadata:
        bootstrapServers: {{ $kafka.broker | quote }}
        consumerGroup: {{ $scaling.group | default (printf "%s%s-enrich" $root.Values.topics.prefix (get $root.Values.settings "app_id" | default "tocsin")) | quote }}
        topic: {{ printf "%sarticles.unique" $root.Values.topics.prefix | quote }}
        lagThreshold: {{ $scaling.lagThreshold | quote }}
        offsetResetPolicy: earliest
        limitToPartitionsWithLag: "true"
        {{- if $login }}
        sasl: {{ get (dict "PLAIN" "plaintext" "SCRAM-SHA-256" "scram_sha256" "SCRAM-SHA-512" "scram_sha512") $kafka.sasl.mechanism }}
        {{- end }}
        tls: {{ ternary "enable" "disable" $encrypted }}
      {{- if $secrets }}
      authenticationRef: {name: {{ $name }}}
      {{- end }}
{{- if $secrets }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ $name }}
  labels: {{- include "tocsin.labels" . | nindent 4 }}
spec:
  {{- if $login }}
  env:
    # KEDA reads the user name from the environment of the pods that it scales.
    - {parameter: username, name: TOCSIN_SASL_USERNAME, containerName: worker}
  {{- end }}
  secretTargetRef:
    {{- if $login }}
    - {parameter: password, name: {{ $kafka.sasl.secret }}, key: {{ $kafka.sasl.key }}}
    {{- end }}
    {{- if $kafka.tls.caSecret }}
    - {parameter: ca, name: {{ $kafka.tls.caSecret }}, key: {{ $kafka.tls.caKey }}}
    {{- end }}
    {{- if $kafka.tls.clientSecret }}
    - {parameter: cert, name: {{ $kafka.tls.clientSecret }}, key: {{ $kafka.tls.certKey }}}
    - {parameter: key, name: {{ $kafka.tls.clientSecret }}, key: {{ $kafka.tls.keyKey }}}
    {{- end }}
{{- end }}
{{- end }}
