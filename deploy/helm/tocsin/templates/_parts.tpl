{{/* Parts that several manifests share. */}}

{{- define "tocsin.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Labels by which pods of one part are found: (dict "root" $ "part" "worker") */}}
{{- define "tocsin.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "tocsin.labels" -}}
{{ include "tocsin.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "tocsin.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* What keeps a pod and its containers to the restricted Pod Security Standard. */}}
{{- define "tocsin.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "tocsin.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Names that settings may not have, because other values give them. */}}
{{- define "tocsin.given" -}}
broker security_protocol sasl_mechanism sasl_username sasl_password sasl_password_file ssl_cafile ssl_certfile ssl_keyfile instance
{{- " topic_prefix partitions replication retention_hours health_host health_port gateway_host gateway_port gateway_tokens gateway_tokens_file gateway_names gateway_state" }}
{{- end }}

{{/* Variables of one part, which may log in as a user of its own: (dict "root" $ "sasl" its sasl values) */}}
{{- define "tocsin.environment" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $sasl := mergeOverwrite (deepCopy $kafka.sasl) (.sasl | default dict) -}}
- {name: TOCSIN_BROKER, value: {{ required "kafka.broker is empty, expected host:port of a Kafka broker" $kafka.broker | quote }}}
- {name: TOCSIN_SECURITY_PROTOCOL, value: {{ $kafka.securityProtocol | quote }}}
{{- if hasPrefix "SASL" $kafka.securityProtocol }}
- {name: TOCSIN_SASL_MECHANISM, value: {{ $sasl.mechanism | quote }}}
- {name: TOCSIN_SASL_USERNAME, value: {{ required "kafka.sasl.username is empty, expected a user name because kafka.securityProtocol has SASL" $sasl.username | quote }}}
- {name: TOCSIN_SASL_PASSWORD_FILE, value: "/run/tocsin/sasl/{{ $sasl.key }}"}
{{- end }}
{{- if $kafka.tls.caSecret }}
- {name: TOCSIN_SSL_CAFILE, value: "/run/tocsin/ca/{{ $kafka.tls.caKey }}"}
{{- end }}
{{- if $kafka.tls.clientSecret }}
- {name: TOCSIN_SSL_CERTFILE, value: "/run/tocsin/client/{{ $kafka.tls.certKey }}"}
- {name: TOCSIN_SSL_KEYFILE, value: "/run/tocsin/client/{{ $kafka.tls.keyKey }}"}
{{- end }}
- {name: TOCSIN_TOPIC_PREFIX, value: {{ .root.Values.topics.prefix | quote }}}
- {name: TOCSIN_PARTITIONS, value: {{ .root.Values.topics.partitions | quote }}}
- {name: TOCSIN_REPLICATION, value: {{ .root.Values.topics.replication | quote }}}
- {name: TOCSIN_RETENTION_HOURS, value: {{ .root.Values.topics.retentionHours | quote }}}
{{- $given := splitList " " (include "tocsin.given" .root) }}
{{- range $name, $value := .root.Values.settings }}
{{- if has $name $given }}{{ fail (printf "settings.%s is given by another value of this chart; see values.yaml" $name) }}{{ end }}
- {name: TOCSIN_{{ upper $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}

{{- define "tocsin.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol }}
- {name: sasl, mountPath: /run/tocsin/sasl, readOnly: true}
{{- end }}
{{- if .Values.kafka.tls.caSecret }}
- {name: ca, mountPath: /run/tocsin/ca, readOnly: true}
{{- end }}
{{- if .Values.kafka.tls.clientSecret }}
- {name: client, mountPath: /run/tocsin/client, readOnly: true}
{{- end }}
{{- end }}

{{- define "tocsin.volumes" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $sasl := mergeOverwrite (deepCopy $kafka.sasl) (.sasl | default dict) -}}
- {name: tmp, emptyDir: {sizeLimit: 256Mi}}
{{- if hasPrefix "SASL" $kafka.securityProtocol }}
- name: sasl
  secret:
    secretName: {{ required "kafka.sasl.secret is empty, expected the secret that holds the password" $sasl.secret }}
    items: [{key: {{ $sasl.key }}, path: {{ $sasl.key }}}]
    defaultMode: 0440
{{- end }}
{{- with $kafka.tls }}
{{- if .caSecret }}
- name: ca
  secret: {secretName: {{ .caSecret }}, items: [{key: {{ .caKey }}, path: {{ .caKey }}}], defaultMode: 0440}
{{- end }}
{{- if .clientSecret }}
- name: client
  secret:
    secretName: {{ .clientSecret }}
    items: [{key: {{ .certKey }}, path: {{ .certKey }}}, {key: {{ .keyKey }}, path: {{ .keyKey }}}]
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end }}

{{/* Who a pod is, beside its containers: (dict "root" $ "sasl" its sasl values) */}}
{{- define "tocsin.pod" -}}
serviceAccountName: {{ .root.Values.serviceAccountName }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "tocsin.podSecurity" .root | nindent 2 }}
terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- range . }}
  - {name: {{ . }}}
{{- end }}
{{- end }}
volumes: {{- include "tocsin.volumes" . | nindent 2 }}
{{- end }}
