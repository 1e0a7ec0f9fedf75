package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// report collects the verdicts of one run, in the order of the documents.
type report struct {
	levels   []string
	verdicts []verdict
}

func (r *report) invalid() int {
	count := 0
	for _, each := range r.verdicts {
		if len(each.errs) > 0 {
			count++
		}
	}
	return count
}

// exitCode is 1 when something is not as expected; nothing to judge is never as expected.
func (r *report) exitCode(expectInvalid bool) int {
	invalid := r.invalid()
	unexpected := invalid
	if expectInvalid {
		unexpected = len(r.verdicts) - invalid
	}
	if unexpected > 0 || len(r.verdicts) == 0 {
		return exitInvalid
	}
	return exitDone
}

func (r *report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return r.writeJSON(out)
	}
	for _, each := range r.verdicts {
		if len(each.errs) == 0 {
			fmt.Fprintf(out, "valid    %s\n", each.title())
			continue
		}
		fmt.Fprintf(out, "invalid  %s: %s\n", each.title(), strings.Join(each.reasons(), "; "))
	}
	_, err := fmt.Fprintf(out, "%d documents, %d invalid (tekton %s, api %s)\n",
		len(r.verdicts), r.invalid(), tektonVersion(), strings.Join(r.levels, " and "))
	return err
}

func (v verdict) title() string {
	return strings.TrimSpace(fmt.Sprintf("%s#%d %s %s", v.file, v.index, v.kind, v.name))
}

// reasons joins what several levels have in common: "api stable, beta: ...".
func (v verdict) reasons() []string {
	levels := map[string][]string{}
	var order []string
	for _, each := range v.errs {
		text := strings.Join(strings.Fields(each.err.Error()), " ")
		if _, seen := levels[text]; !seen {
			order = append(order, text)
		}
		levels[text] = append(levels[text], each.level)
	}
	reasons := make([]string, 0, len(order))
	for _, text := range order {
		prefix := ""
		if joined := strings.Join(levels[text], ", "); joined != "" {
			prefix = "api " + joined + ": "
		}
		reasons = append(reasons, prefix+text)
	}
	return reasons
}

func (r *report) writeJSON(out io.Writer) error {
	type entry struct {
		File     string   `json:"file"`
		Document int      `json:"document"`
		Kind     string   `json:"kind"`
		Name     string   `json:"name"`
		Valid    bool     `json:"valid"`
		Errors   []string `json:"errors,omitempty"`
	}
	entries := make([]entry, 0, len(r.verdicts))
	for _, each := range r.verdicts {
		entries = append(entries, entry{each.file, each.index, each.kind, each.name, len(each.errs) == 0, each.reasons()})
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{
		"tekton": tektonVersion(), "api": r.levels, "documents": entries, "total": len(entries), "invalid": r.invalid(),
	})
}

// tektonVersion is the version of the module this program was built with.
func tektonVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dependency := range info.Deps {
		if dependency.Path == "github.com/tektoncd/pipeline" {
			return dependency.Version
		}
	}
	return "unknown"
}
