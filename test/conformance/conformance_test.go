package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryValidDocumentIsValid(t *testing.T) {
	verdicts := judged(t, "stable,beta", "testdata/valid")
	if len(verdicts) != 11 {
		t.Errorf("got %d verdicts, want 11: a List counts by its items, a comment does not count", len(verdicts))
	}
	for _, each := range verdicts {
		if len(each.errs) > 0 {
			t.Errorf("%s: %s", each.title(), strings.Join(each.reasons(), "; "))
		}
	}
}

func TestEveryInvalidDocumentIsInvalidForItsReason(t *testing.T) {
	files, err := filepath.Glob("testdata/invalid/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			firstLine, _, _ := strings.Cut(string(content), "\n")
			want, found := strings.CutPrefix(firstLine, "# expect: ")
			if !found {
				t.Fatalf("%s does not start with '# expect: '", file)
			}
			verdicts := judged(t, "stable,beta", file)
			if len(verdicts) != 1 {
				t.Fatalf("got %d verdicts, want 1", len(verdicts))
			}
			if got := strings.Join(verdicts[0].reasons(), "; "); !strings.Contains(got, want) {
				t.Errorf("got %q, want %q in it", got, want)
			}
		})
	}
}

// Tekton's own examples, which its authors run on a cluster. Those that are invalid use alpha features, the retired
// v1alpha1 StepAction, a foreign custom resource, or (isolated-workspaces.yaml) `mountpath` for `mountPath`; one
// is invalid at every level, since its script has an unknown variable (compressed-results-pipeline.yaml).
func TestTektonsOwnExamples(t *testing.T) {
	type counts struct{ documents, invalid int }
	want := map[string]map[string]counts{
		"v1.15.0": {"stable": {325, 43}, "beta": {325, 19}, "alpha": {325, 5}},
		"v1.0.0":  {"stable": {288, 37}, "beta": {288, 14}, "alpha": {288, 4}},
	}
	examples := filepath.Join(tektonModule(t), "examples", "v1")
	version := examples[strings.LastIndex(examples, "@")+1:]
	version, _, _ = strings.Cut(version, string(filepath.Separator))
	expected, known := want[version]
	if !known {
		t.Fatalf("no counts for tekton %s", version)
	}
	for level, count := range expected {
		verdicts := judged(t, level, examples)
		got := (&report{verdicts: verdicts}).invalid()
		if len(verdicts) != count.documents || got != count.invalid {
			t.Errorf("api %s: got %d documents, %d invalid, want %d, %d",
				level, len(verdicts), got, count.documents, count.invalid)
		}
	}
}

func TestAConfigMapThatIsTooLargeForClientSideApplyIsInvalid(t *testing.T) {
	text := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata: {agent: " + strings.Repeat("x", 263000) + "}\n"
	var out bytes.Buffer
	if code := run([]string{"-"}, strings.NewReader(text), &out, os.Stderr); code != exitInvalid {
		t.Errorf("got exit code %d, want %d", code, exitInvalid)
	}
	if !strings.Contains(out.String(), "client-side kubectl apply takes at most 262144") {
		t.Errorf("got %q", out.String())
	}
}

func TestExitCodes(t *testing.T) {
	cases := []struct {
		name string
		args []string
		want int
	}{
		{"valid documents", []string{"testdata/valid"}, exitDone},
		{"an invalid document", []string{"testdata/invalid/no-kind.yaml"}, exitInvalid},
		{"only invalid documents, as expected", []string{"--expect-invalid", "testdata/invalid"}, exitDone},
		{"a valid document where none was expected", []string{"--expect-invalid", "testdata/valid"}, exitInvalid},
		{"an invalid document under stable is valid under beta", []string{"--api", "beta", "testdata/invalid/matrix-under-stable.yaml"}, exitDone},
		{"nothing to judge", []string{t.TempDir()}, exitInvalid},
		{"a missing file", []string{"testdata/missing.yaml"}, exitUsage},
		{"an unknown level", []string{"--api", "gamma", "testdata/valid"}, exitUsage},
		{"no arguments", nil, exitUsage},
	}
	for _, each := range cases {
		t.Run(each.name, func(t *testing.T) {
			var out, errors bytes.Buffer
			if got := run(each.args, strings.NewReader(""), &out, &errors); got != each.want {
				t.Errorf("got %d, want %d\n%s%s", got, each.want, out.String(), errors.String())
			}
		})
	}
}

func judged(t *testing.T, levels, path string) []verdict {
	t.Helper()
	judge, err := newJudge(strings.Split(levels, ","))
	if err != nil {
		t.Fatal(err)
	}
	documents, err := readDocuments([]string{path}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	return judge.judgeAll(documents).verdicts
}

// tektonModule is where the version of Tekton under test was downloaded to.
func tektonModule(t *testing.T) string {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(cache)), "github.com", "tektoncd", "pipeline@"+tektonVersion())
}
